-- What a model costs, in USD per million tokens. The row with the latest date that is not in the future
-- holds; rows are added and never changed, so that what was paid can be computed again.
create table model_prices (
    id          bigint generated always as identity primary key,
    provider    text        not null,
    model       text        not null,
    input       numeric     not null check (input >= 0),
    output      numeric     not null check (output >= 0),
    cache_read  numeric     not null check (cache_read >= 0),
    cache_write numeric     not null check (cache_write >= 0),
    source      text        not null check (source in ('SETTINGS', 'PERSON')),
    since       timestamptz not null default clock_timestamp()
);

create index model_prices_latest on model_prices (provider, model, since desc, id desc);

-- Money that calls of models take, in USD. A row counts with what is reserved until it is settled, and with
-- what was settled from then on: once, whatever happens to whoever made it.
create table ledger (
    id                      uuid primary key         default gen_random_uuid(),
    job_id                  uuid            not null references runner_jobs (id),
    agent_id                uuid            not null,
    person                  text            not null,
    repository              text            not null,
    -- of the reservation, in UTC
    day                     date            not null,
    provider                text            not null,
    model                   text            not null,
    reserved                numeric(24, 12) not null check (reserved >= 0),
    settled                 numeric(24, 12) check (settled >= 0),
    amount                  numeric(24, 12) not null generated always as (coalesce(settled, reserved)) stored,
    input_tokens            bigint          not null default 0,
    output_tokens           bigint          not null default 0,
    cache_read_tokens       bigint          not null default 0,
    cache_write_tokens      bigint          not null default 0,
    cache_write_hour_tokens bigint          not null default 0,
    -- true if the provider did not say how many tokens it were
    estimated               boolean         not null default false,
    -- LAPSED: nobody settled it in time, so it was settled as a whole
    state                   text            not null default 'RESERVED'
        check (state in ('RESERVED', 'SETTLED', 'LAPSED')),
    at                      timestamptz     not null default clock_timestamp(),
    lapses_at               timestamptz     not null,
    settled_at              timestamptz,
    check ((state = 'RESERVED') = (settled is null))
);

create index ledger_by_job on ledger (job_id) include (amount);
create index ledger_by_day on ledger (day, person) include (amount);
create index ledger_by_repository on ledger (repository, day) include (amount);
create index ledger_open on ledger (lapses_at) where state = 'RESERVED';

-- Which limits were warned of, so that each is warned of once.
create table budget_warnings (
    scope   text            not null,
    subject text            not null,
    day     date            not null,
    amount  numeric(24, 12) not null,
    at      timestamptz     not null default clock_timestamp(),
    primary key (scope, subject, day, amount)
);
