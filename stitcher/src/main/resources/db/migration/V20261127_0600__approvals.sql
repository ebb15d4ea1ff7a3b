-- Who was asked to let a change go on, and what they said. An answer holds for exactly one commit.
create table approvals (
    id          bigint generated always as identity primary key,
    job         uuid        not null references runner_jobs (id),
    attempt     integer     not null,
    base        text        not null,
    head        text        not null,
    reasons     text[]      not null,
    -- whoever asked for the job may not answer
    others_only boolean     not null default false,
    asked_at    timestamptz not null,
    until       timestamptz not null,
    verdict     text check (verdict in ('approved', 'rejected')),
    by          text,
    reason      text,
    answered_at timestamptz,
    unique (job, attempt, head),
    check ((verdict is null) = (by is null)),
    check ((verdict is null) = (answered_at is null))
);

create index runner_jobs_waiting on runner_jobs (run_at) where status = 'WAITING';

-- A gate can hold a change for a person, and a job can go without a gate.
alter table gate_results drop constraint gate_results_verdict_check;
alter table gate_results add constraint gate_results_verdict_check
    check (verdict in ('passed', 'rejected', 'broken', 'held', 'bypassed'));
-- what the reports of a test gate count; null where there were none
alter table gate_results add column tests integer, add column failed integer, add column skipped integer;
