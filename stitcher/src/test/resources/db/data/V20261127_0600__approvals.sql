insert into approvals (job, attempt, base, head, reasons, others_only, asked_at, until, verdict, by, reason, answered_at)
values ('01931f00-0000-7000-8000-000000000001', 1, 'b1', 'h1', '{"CI is changed"}', true, now(), now(), null, null, null, null),
       ('01931f00-0000-7000-8000-000000000001', 1, 'b1', 'h2', '{}', false, now(), now(), 'rejected', 'bob', 'too large', now());
insert into gate_results (job, step, attempt, round, gate, command, exit, millis, verdict, reasons, tests, failed, skipped)
values ('01931f00-0000-7000-8000-000000000001', '01931f00-0000-7000-8000-00000000000a', 1, 1, 'protected', '', null,
        1, 'held', '{"CI is changed"}', null, null, null),
       ('01931f00-0000-7000-8000-000000000001', '01931f00-0000-7000-8000-00000000000a', 1, 1, 'unit', 'mvn test', 0,
        1, 'passed', '{}', 12, 0, 1);
