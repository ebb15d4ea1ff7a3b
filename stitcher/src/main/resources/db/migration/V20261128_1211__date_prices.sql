-- Who set a price, and when they did so: the audit. A price may be set for a time to come; none is taken back.
alter table model_prices
    add column set_by text,
    add column added_at timestamptz not null default clock_timestamp(),
    add check (set_by is null or source = 'PERSON');
update model_prices set added_at = since;
create trigger model_prices_keep before update or delete or truncate on model_prices
    for each statement execute function refuse_change();
