-- Jobs that inspect and change nothing: of a pull request, whose number stands where that of an issue does,
-- or of a branch, which has none (0).
alter table runner_jobs
    add column subject_branch text not null default '',
    -- what an inspection came to; null until then, and for jobs that make a change
    add column verdict text check (verdict in ('APPROVED', 'REJECTED')),
    add check (issue_number > 0 or (kind <> 'FIX' and subject_branch <> ''));

-- Who asks for a review does not get the check that somebody else asked for.
drop index runner_jobs_one_live_per_issue;
create unique index runner_jobs_one_live_per_subject on runner_jobs (repo, issue_number, kind, subject_branch)
    where status in ('PENDING', 'QUEUED', 'RUNNING', 'WAITING', 'CANCELLING');
