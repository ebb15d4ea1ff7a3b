-- What came in, what must go out, and how far each reader of the job log has come.

create table inbox (
    source      text        not null,
    delivery_id text        not null,
    event       text        not null,
    payload     text        not null,
    received_at timestamptz not null default clock_timestamp(),
    held_until  timestamptz,
    closed_at   timestamptz,
    reply       text,
    primary key (source, delivery_id)
);
create index inbox_open on inbox (received_at) where closed_at is null;

create table outbox (
    id         bigint generated always as identity primary key,
    effect_key text        not null unique,
    outlet     text        not null,
    address    text        not null,
    text       text        not null,
    attempts   int         not null default 0,
    next_at    timestamptz not null default clock_timestamp(),
    held_until timestamptz,
    error      text,
    sent_at    timestamptz,
    remote_id  text
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index outbox_unsent on outbox (outlet, id) where sent_at is null;

create table cursors (
    reader   text primary key,
    position bigint not null
) with (fillfactor = 50);
