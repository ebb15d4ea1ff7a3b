insert into conversations (job, attempt, round, engine, model, heard, body)
select id, 1, 1, 'claude', 'anthropic/m', 0, '{}' from runner_jobs limit 1;
