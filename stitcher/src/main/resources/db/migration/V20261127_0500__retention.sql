-- Finds what is old without reading what is not.
create index inbox_closed on inbox (closed_at) where closed_at is not null;
create index outbox_sent on outbox (sent_at) where sent_at is not null;
