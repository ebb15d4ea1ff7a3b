insert into agents (id, job_id, attempt, epoch, profile, engine, state)
select gen_random_uuid(), id, 1, 0, 'weaver', 'scripted', 'SPAWNING' from runner_jobs limit 1;
