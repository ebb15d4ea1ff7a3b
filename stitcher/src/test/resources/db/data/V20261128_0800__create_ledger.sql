insert into model_prices (provider, model, input, output, cache_read, cache_write, source)
values ('anthropic', 'claude-x', 3, 15, 0.3, 3.75, 'SETTINGS'), ('local', 'qwen', 0, 0, 0, 0, 'PERSON');
insert into ledger (job_id, agent_id, person, repository, day, provider, model, reserved, lapses_at)
select id, gen_random_uuid(), 'ada', 'local:1', current_date, 'anthropic', 'claude-x', 0.5, now() from runner_jobs limit 1;
insert into ledger (job_id, agent_id, person, repository, day, provider, model, reserved, settled, state, lapses_at,
                    settled_at, input_tokens)
select id, gen_random_uuid(), 'ada', 'local:1', current_date, 'anthropic', 'claude-x', 0.5, 0.25, 'SETTLED', now(),
       now(), 900 from runner_jobs limit 1;
insert into budget_warnings (scope, subject, day, amount) values ('INSTANCE_DAY', '', current_date, 100);
