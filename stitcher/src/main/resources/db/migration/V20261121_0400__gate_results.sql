-- What each gate ran and said: the evidence of a pull request.
create table gate_results (
    id       bigint generated always as identity primary key,
    job      uuid        not null references runner_jobs (id),
    step     uuid        not null references job_steps (id),
    attempt  integer     not null,
    round    integer     not null,
    gate     text        not null,
    command  text        not null,
    exit     integer,
    millis   bigint      not null,
    verdict  text        not null check (verdict in ('passed', 'rejected', 'broken')),
    reasons  text[]      not null,
    at       timestamptz not null default clock_timestamp(),
    unique (step, gate)
);

create index gate_results_of_job on gate_results (job, id);
