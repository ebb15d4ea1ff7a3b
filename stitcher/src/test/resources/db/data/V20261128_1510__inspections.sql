insert into runner_jobs (id, kind, repo, issue_number, subject_branch, repo_name, title, instructions, priority,
    gate_profile, engine, terms, origin_outlet, origin_address, requested_by, status, verdict, run_at, created_at,
    queued_at)
select gen_random_uuid(), kind, 'local:1', number, branch, 'demo/app', '', '', 5,
    'STANDARD', 'gates', '{}', 'terminal', 'console', 'ada', 'COMPLETED', verdict, now(), now(), now()
from (values ('CHECK', 0, 'feature/login', 'REJECTED'), ('REVIEW', 7, '', 'APPROVED')) it (kind, number, branch, verdict);
