insert into inbox (source, delivery_id, event, payload, closed_at, reply)
values ('terminal', 'old-1', 'command', '{}', now() - interval '90 days', 'said');
insert into outbox (effect_key, outlet, address, text, sent_at)
values ('old-1', 'terminal', 'console', 'said', now() - interval '90 days');
