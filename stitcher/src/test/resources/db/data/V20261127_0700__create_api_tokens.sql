insert into api_tokens (name, hash, scopes, forge, person, created_by, expires_at, revoked_at)
values ('laptop', sha256('1'), '{READ,DISPATCH}', 'local', 'ada', 'local/ada', null, null),
       ('old', sha256('2'), '{ADMIN}', 'local', 'ada', 'local/ada', now(), now());
