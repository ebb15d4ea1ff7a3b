insert into agents (id, job_id, step_id, attempt, epoch, profile, engine, state, node, incarnation, worktree, turns,
                    started_at, completed_at)
values ('01931f00-0000-7000-8000-0000000000a1', '01931f00-0000-7000-8000-000000000001',
        '01931f00-0000-7000-8000-00000000000a', 1, 1, 'weaver', 'scripted', 'COMPLETED', 'a', gen_random_uuid(),
        '/tmp/agent', 2, now(), now());
