select reserve_call(id, gen_random_uuid(), 'ada', 'local:1', 'anthropic', 'claude-x', 0.5, 60, 5, 20, 0, 100)
from runner_jobs limit 1;
