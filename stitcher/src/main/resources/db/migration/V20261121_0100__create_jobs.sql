-- The durable job and everything that hangs on it. PostgreSQL is the truth; nothing here is a cache.

create table runner_jobs (
    id                uuid primary key,
    kind              text        not null,
    repo              text        not null,
    issue_number      bigint      not null,
    repo_name         text        not null,
    title             text        not null,
    instructions      text        not null,
    priority          smallint    not null check (priority between 1 and 10),
    gate_profile      text        not null,
    engine            text        not null,
    model             text,
    terms             jsonb       not null,
    origin_outlet     text        not null,
    origin_address    text        not null,
    requested_by      text        not null,
    requested_run_at  timestamptz,
    status            text        not null check (status in ('PENDING', 'QUEUED', 'RUNNING', 'WAITING',
                                  'CANCELLING', 'COMPLETED', 'FAILED', 'CANCELLED', 'QUARANTINED')),
    waiting_for       text,
    run_at            timestamptz not null,
    attempt           int         not null default 1,
    round             int         not null default 0,
    crash_count       int         not null default 0,
    interrupt_count   int         not null default 0,
    delay_count       int         not null default 0,
    progress          int         not null default 0 check (progress between 0 and 100),
    branch            text,
    base_sha          text,
    head_sha          text,
    pr_number         bigint,
    pr_url            text,
    lease_epoch       bigint      not null default 0,
    owner_node        text,
    owner_incarnation uuid,
    lease_until       timestamptz,
    last_seq          int         not null default 0,
    version           bigint      not null default 0,
    created_at        timestamptz not null,
    queued_at         timestamptz not null,
    -- the place in its repository's queue: a class of priority is worth ten minutes of waiting
    turn              timestamp generated always as
                          ((queued_at at time zone 'UTC') + priority * interval '10 minutes') stored,
    started_at        timestamptz,
    finished_at       timestamptz,
    error             text,
    -- a job has an owner exactly while somebody may be working on it
    check ((owner_incarnation is not null) = (status in ('RUNNING', 'CANCELLING')))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

create unique index runner_jobs_one_live_per_issue on runner_jobs (repo, issue_number)
    where status in ('PENDING', 'QUEUED', 'RUNNING', 'WAITING', 'CANCELLING');
create index runner_jobs_queued on runner_jobs (repo, turn, id) where status = 'QUEUED';
create index runner_jobs_owned on runner_jobs (repo, owner_node) where status in ('RUNNING', 'CANCELLING');
create index runner_jobs_scheduled on runner_jobs (run_at) where status = 'PENDING';
create index runner_jobs_issue on runner_jobs (repo, issue_number, id);
-- people name a job by the end of its id
create index runner_jobs_name on runner_jobs (reverse(id::text) text_pattern_ops);

create function refuse_change() returns trigger
    language plpgsql as
$$
begin
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;

-- One outside event starts at most one job, ever: a key is never freed.
create table triggers (
    key    text primary key,
    job_id uuid        not null references runner_jobs,
    at     timestamptz not null
);
create trigger triggers_keep before update or delete or truncate on triggers
    for each statement execute function refuse_change();

create table job_watchers (
    job_id  uuid   not null references runner_jobs,
    pos     bigint generated always as identity,
    person  text   not null,
    outlet  text   not null,
    address text   not null,
    primary key (job_id, person, outlet, address)
);

create table job_steps (
    id          uuid primary key,
    job_id      uuid        not null references runner_jobs,
    pos         bigint generated always as identity,
    attempt     int         not null,
    round       int         not null,
    stage       text        not null,
    profile     text        not null,
    status      text        not null check (status in ('RUNNING', 'DONE', 'REJECTED', 'FAILED', 'ABANDONED')),
    progress    int         not null default 0,
    started_at  timestamptz not null,
    finished_at timestamptz,
    summary     text,
    result      jsonb,
    log_bytes   bigint      not null default 0
);
create index job_steps_of_job on job_steps (job_id, pos);
create unique index job_steps_one_running on job_steps (job_id) where status = 'RUNNING';

-- seq is gapless per job, because it is drawn under the job's row lock. (tx, pos) is the order over
-- all jobs: once every transaction below the snapshot's xmin has ended, no line can come before.
create table job_events (
    job_id  uuid        not null references runner_jobs,
    seq     int         not null,
    pos     bigint generated always as identity unique,
    tx      xid8        not null default pg_current_xact_id(),
    at      timestamptz not null,
    type    text        not null,
    actor   text        not null,
    payload jsonb       not null,
    primary key (job_id, seq)
);
create index job_events_order on job_events (tx, pos);
create trigger job_events_keep before update or delete or truncate on job_events
    for each statement execute function refuse_change();

-- Who ever owned a job: the history by which a checker proves that no two did at once.
create table job_claims (
    job_id      uuid        not null references runner_jobs,
    epoch       bigint      not null,
    node        text        not null,
    incarnation uuid        not null,
    at          timestamptz not null,
    primary key (job_id, epoch)
);
create trigger job_claims_keep before update or delete or truncate on job_claims
    for each statement execute function refuse_change();

create table job_log_chunks (
    pos     bigint generated always as identity primary key,
    step_id uuid not null references job_steps,
    source  text not null,
    text    text not null
);
create index job_log_chunks_of_step on job_log_chunks (step_id, pos);
