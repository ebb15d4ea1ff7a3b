insert into nodes (id, incarnation, slots, alive_until)
values ('a', gen_random_uuid(), 2, clock_timestamp() + interval '30 s'),
       ('b', gen_random_uuid(), 2, clock_timestamp() - interval '1 day');
