insert into steers (job, by, text, said_at) select id, 'ada', 'Mind the tests', now() from runner_jobs limit 1;
insert into steers (job, by, text, said_at, agent, told_at)
select id, 'bob', 'And the docs', now(), gen_random_uuid(), now() from runner_jobs limit 1;
