insert into messages (job, outlet, address, remote_id, wanted_seq, shown_seq, shown_hash, shown_at)
values ('01900000-0000-7000-8000-000000000001', 'terminal', 'console', '3', 7, 7, 'abc', now()),
       ('01900000-0000-7000-8000-000000000002', 'terminal', 'console', null, 1, 0, null, null);
