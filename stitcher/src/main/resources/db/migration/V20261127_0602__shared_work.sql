-- What an agent made, as a bundle of git, so that every node can go on from it: a mirror belongs to one
-- node alone. Without its row a change is made anew; rows of jobs that are over go by their age.
create table shared_work (
    job_id uuid        not null references runner_jobs (id),
    head   text        not null,
    bundle bytea       not null,
    at     timestamptz not null default clock_timestamp(),
    primary key (job_id, head)
);

alter table shared_work alter column bundle set storage external;
