insert into runner_jobs (id, kind, repo, issue_number, repo_name, title, instructions, priority, gate_profile,
                         engine, terms, origin_outlet, origin_address, requested_by, status, run_at, last_seq,
                         created_at, queued_at, finished_at)
values ('01931f00-0000-7000-8000-000000000001', 'FIX', 'local:1', 1, 'demo/app', 'Login fails', '', 5, 'strict',
        'scripted', '{}', 'terminal', 'console', 'ada', 'COMPLETED', now(), 1, now(), now(), now()),
       ('01931f00-0000-7000-8000-000000000002', 'FIX', 'local:1', 2, 'demo/app', 'Logout fails', '', 5, 'strict',
        'scripted', '{}', 'terminal', 'console', 'ada', 'QUEUED', now(), 1, now(), now(), null);
insert into triggers (key, job_id, at) values ('terminal:1', '01931f00-0000-7000-8000-000000000001', now());
insert into job_watchers (job_id, person, outlet, address)
values ('01931f00-0000-7000-8000-000000000001', 'ada', 'terminal', 'console');
insert into job_steps (id, job_id, attempt, round, stage, profile, status, started_at)
values ('01931f00-0000-7000-8000-00000000000a', '01931f00-0000-7000-8000-000000000001', 1, 1, 'WEAVE', 'weaver',
        'DONE', now());
insert into job_events (job_id, seq, at, type, actor, payload)
values ('01931f00-0000-7000-8000-000000000001', 1, now(), 'job.submitted', 'ada', '{}'),
       ('01931f00-0000-7000-8000-000000000002', 1, now(), 'job.submitted', 'ada', '{}');
insert into job_claims (job_id, epoch, node, incarnation, at)
values ('01931f00-0000-7000-8000-000000000001', 1, 'a', gen_random_uuid(), now());
insert into job_log_chunks (step_id, source, text)
values ('01931f00-0000-7000-8000-00000000000a', 'agent', 'hello');
