insert into shared_work (job_id, head, bundle)
select id, 'b1', '\x00ff'::bytea from runner_jobs limit 1;
