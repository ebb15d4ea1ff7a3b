-- What programs and people show at the API's door. Only the hash is kept: a dump opens nothing.
create table api_tokens (
    id           bigint generated always as identity primary key,
    name         text        not null,
    hash         bytea       not null unique check (octet_length(hash) = 32),
    scopes       text[]      not null check (cardinality(scopes) > 0
                             and scopes <@ array ['READ', 'DISPATCH', 'KILL', 'ADMIN']),
    -- the user of the forge whose rights the token has, and no more than those
    forge        text        not null,
    person       text        not null,
    created_by   text        not null,
    created_at   timestamptz not null default clock_timestamp(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
