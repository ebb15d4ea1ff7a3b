select reserve_call(job.id, gen_random_uuid(), 'ada', 'local:1', price.provider, price.model, price.id, 0.5, 60, 5, 20, 0, 100)
from (select id from runner_jobs limit 1) job, (select * from model_prices order by id desc limit 1) price;
