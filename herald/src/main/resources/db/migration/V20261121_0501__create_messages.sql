-- The status messages: one per job and place, edited until it shows the newest state.
-- No foreign key to the job: checking it would wait for the row lock of the job's own stitcher.
create table messages (
    job        uuid        not null,
    outlet     text        not null,
    address    text        not null,
    remote_id  text,
    wanted_seq integer     not null,
    shown_seq  integer     not null default 0,
    shown_hash text,
    shown_at   timestamptz,
    due_at     timestamptz not null default now(),
    held_until timestamptz,
    failures   integer     not null default 0,
    error      text,
    gave_up    boolean     not null default false,
    primary key (job, outlet, address)
);

create index messages_behind on messages (outlet, due_at)
    where wanted_seq > shown_seq and not gave_up;
