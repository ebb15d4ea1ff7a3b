insert into gate_results (job, step, attempt, round, gate, command, exit, millis, verdict, reasons)
values ('01931f00-0000-7000-8000-000000000001', '01931f00-0000-7000-8000-00000000000a', 1, 1, 'test', 'make test', 1,
        5, 'rejected', '{"`make test` ended with exit code 1."}'),
       ('01931f00-0000-7000-8000-000000000001', '01931f00-0000-7000-8000-00000000000a', 1, 1, 'lint', 'make lint', null,
        5, 'broken', '{"make: not found"}');
