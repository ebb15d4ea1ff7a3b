insert into inbox (source, delivery_id, event, payload) values ('terminal', '1', 'command', '{}');
insert into outbox (effect_key, outlet, address, text) values ('final:1', 'terminal', 'console', 'Done.');
insert into cursors (reader, position) values ('herald', 1);
