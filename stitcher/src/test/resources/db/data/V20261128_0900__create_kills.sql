insert into kills (id, job_id, epoch, node, incarnation, by, reason, door)
select gen_random_uuid(), id, 1, 'node-1', gen_random_uuid(), 'ada', 'it deletes files', 'api'
from runner_jobs limit 1;
insert into kills (id, by, reason, door, refused) values (gen_random_uuid(), 'eve', '', 'api', true);
