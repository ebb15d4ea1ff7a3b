-- What a test gate said of a commit that changes are made against, so that what failed before is not
-- held against a change. May be emptied at any time: it is measured again.
create table base_gate_results (
    base    text        not null,
    command text        not null,
    exit    integer     not null,
    passed  text[]      not null,
    failed  text[]      not null,
    skipped text[]      not null,
    whole   boolean     not null,
    at      timestamptz not null default clock_timestamp(),
    primary key (base, command)
);
