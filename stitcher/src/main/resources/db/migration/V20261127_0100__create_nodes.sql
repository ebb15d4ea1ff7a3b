-- Which nodes there are. A node writes its own row with each heartbeat; a row whose `alive_until` is
-- long past belongs to a node that died without a word, and one that shuts down takes its row away.
create table nodes (
    id           text primary key,
    incarnation  uuid        not null,
    slots        int         not null,
    started_at   timestamptz not null default clock_timestamp(),
    heartbeat_at timestamptz not null default clock_timestamp(),
    -- the end of the leases that it could hold: its own promise, by its own settings
    alive_until  timestamptz not null,
    draining     boolean     not null default false
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- the reaper looks at leases that are over, and at no others
create index runner_jobs_leased on runner_jobs (lease_until) where status in ('RUNNING', 'CANCELLING');
