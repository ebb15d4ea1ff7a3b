insert into base_gate_results (base, command, exit, passed, failed, skipped, whole)
values ('b1', 'mvn test', 1, '{a.T.one,a.T.two}', '{a.T.three}', '{}', true);
