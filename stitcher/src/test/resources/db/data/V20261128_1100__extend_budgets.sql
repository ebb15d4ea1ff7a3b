insert into budget_extensions (job, attempt, budget, more, others_only, asked_at, until, verdict, by, reason, answered_at)
select id, 1, 5, 5, true, now(), now(), null, null, null, null from runner_jobs limit 1;
insert into budget_extensions (job, attempt, budget, more, asked_at, until, verdict, by, reason, answered_at)
select id, 1, 5, 5, now(), now(), 'approved', 'bob', '', now() from runner_jobs limit 1;
update agents set input_tokens = 1, output_tokens = 2, cache_read_tokens = 3, cache_write_tokens = 4, cost = 0.5;
