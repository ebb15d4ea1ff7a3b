-- What people said to the agents of a job. Each agent of the job begins with all of it; one that can
-- be told more while it works is.
create table steers (
    id      bigint generated always as identity primary key,
    job     uuid        not null references runner_jobs (id),
    by      text        not null,
    text    text        not null check (length(text) between 1 and 4100),
    said_at timestamptz not null,
    -- the first agent that was told
    agent   uuid,
    told_at timestamptz,
    check ((told_at is null) = (agent is null))
);

create index steers_of_job on steers (job, id);
