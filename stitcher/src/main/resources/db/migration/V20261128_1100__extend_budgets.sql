-- Who was asked to let a job cost more, and what they said. What was allowed adds up.
create table budget_extensions (
    id          bigint generated always as identity primary key,
    job         uuid            not null references runner_jobs (id),
    attempt     integer         not null,
    -- in USD: what may be spent now, and what an approval allows on top
    budget      numeric(24, 12) not null check (budget >= 0),
    more        numeric(24, 12) not null check (more > 0),
    others_only boolean         not null default false,
    asked_at    timestamptz     not null,
    until       timestamptz     not null,
    verdict     text check (verdict in ('approved', 'rejected')),
    by          text,
    reason      text,
    answered_at timestamptz,
    check ((verdict is null) = (by is null)),
    check ((verdict is null) = (answered_at is null))
);

create index budget_extensions_by_job on budget_extensions (job, id);

-- What an agent's model cost, as far as its node heard of it; the ledger is what counts.
alter table agents
    add column input_tokens bigint not null default 0,
    add column output_tokens bigint not null default 0,
    add column cache_read_tokens bigint not null default 0,
    add column cache_write_tokens bigint not null default 0,
    add column cost numeric(24, 12) not null default 0;
