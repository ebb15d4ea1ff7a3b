-- One run of an engine. Written by the supervisor alone; a row that still runs under an earlier
-- incarnation of its node is what a crash left.
create table agents (
    id           uuid primary key,
    job_id       uuid        not null references runner_jobs,
    step_id      uuid        not null references job_steps,
    attempt      int         not null,
    epoch        bigint      not null,
    profile      text        not null,
    engine       text        not null,
    model        text,
    state        text        not null check (state in ('SPAWNING', 'RUNNING', 'COMPLETED', 'FAILED', 'KILLED')),
    node         text        not null,
    incarnation  uuid        not null,
    worktree     text        not null,
    turns        int         not null default 0,
    started_at   timestamptz not null,
    completed_at timestamptz,
    error        text,
    check ((completed_at is null) = (state in ('SPAWNING', 'RUNNING')))
);
create index agents_of_job on agents (job_id, started_at);
create index agents_alive on agents (node) where state in ('SPAWNING', 'RUNNING');
