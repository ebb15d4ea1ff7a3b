-- What counts against each limit, kept beside the ledger: adding a day's calls up anew for each call made the
-- 5,000th of a day wait five times as long as the first, with everybody behind it. `scope` and `subject` are
-- those of budget_warnings; a job's total is of its whole life and stands under one day.
create table ledger_totals (
    scope   text            not null,
    subject text            not null,
    day     date            not null,
    amount  numeric(24, 12) not null,
    primary key (scope, subject, day)
) with (fillfactor = 50);

create function ledger_shares(p_job uuid, p_person text, p_repository text, p_day date)
    returns table (scope text, subject text, day date)
    language sql
    immutable
as
$$
values ('JOB', p_job::text, date 'epoch'), ('PERSON_DAY', p_person, p_day),
       ('REPOSITORY_DAY', p_repository, p_day), ('INSTANCE_DAY', '', p_day)
$$;

-- In one order, so that two who settle never wait for each other, and what all share comes last.
create function add_to_totals(p_job uuid, p_person text, p_repository text, p_day date, p_amount numeric)
    returns void
    language sql
as
$$
insert into ledger_totals as total (scope, subject, day, amount)
select share.scope, share.subject, share.day, p_amount
from ledger_shares(p_job, p_person, p_repository, p_day) share
on conflict (scope, subject, day) do update set amount = total.amount + excluded.amount
$$;

create function keep_totals() returns trigger
    language plpgsql
as
$$
begin
    if tg_op = 'INSERT' then
        perform add_to_totals(new.job_id, new.person, new.repository, new.day, new.amount);
    elsif (old.job_id, old.person, old.repository, old.day) = (new.job_id, new.person, new.repository, new.day) then
        perform add_to_totals(new.job_id, new.person, new.repository, new.day, new.amount - old.amount);
    else
        perform add_to_totals(old.job_id, old.person, old.repository, old.day, -old.amount);
        perform add_to_totals(new.job_id, new.person, new.repository, new.day, new.amount);
    end if;
    return null;
end
$$;

create trigger ledger_totals_of_new after insert on ledger
    for each row execute function keep_totals();
-- A call that lapses goes on counting with what it did.
create trigger ledger_totals_of_changed after update on ledger
    for each row when ((old.job_id, old.person, old.repository, old.day, old.amount)
        is distinct from (new.job_id, new.person, new.repository, new.day, new.amount))
    execute function keep_totals();
create trigger ledger_keep before delete or truncate on ledger
    for each statement execute function refuse_change();

-- No row of the ledger comes between the triggers and this.
insert into ledger_totals
select share.scope, share.subject, share.day, sum(l.amount)
from ledger l, ledger_shares(job_id, person, repository, l.day) share
group by 1, 2, 3 having sum(l.amount) <> 0;

create or replace function held_now(p_job uuid, p_person text, p_repository text)
    returns table (day date, job numeric, person_day numeric, repository_day numeric, instance_day numeric)
    language sql
    stable
as
$$
with today as (select (clock_timestamp() at time zone 'UTC')::date as day),
     held as (select t.scope, t.amount
              from today, ledger_shares(p_job, p_person, p_repository, today.day) share
                  join ledger_totals t on (t.scope, t.subject, t.day) = (share.scope, share.subject, share.day))
select (select day from today),
       coalesce((select amount from held where scope = 'JOB'), 0),
       coalesce((select amount from held where scope = 'PERSON_DAY'), 0),
       coalesce((select amount from held where scope = 'REPOSITORY_DAY'), 0),
       coalesce((select amount from held where scope = 'INSTANCE_DAY'), 0)
$$;

-- Nobody adds these up any more; what a job spent is still told from its own rows.
drop index ledger_by_day;
drop index ledger_by_repository;

drop function reserve_call;

-- Holds the money for a call unless a limit forbids it; `reservation` is null if one does. A limit of 0 is none.
-- `outdated`, and nothing else, if the amount was computed by a price that does not hold (any more). One round
-- trip, because every call of a model waits for it.
create function reserve_call(p_job uuid, p_agent uuid, p_person text, p_repository text, p_provider text,
                             p_model text, p_price bigint, p_amount numeric, p_seconds double precision,
                             p_job_limit numeric, p_person_day_limit numeric, p_repository_day_limit numeric,
                             p_instance_day_limit numeric)
    returns table (reservation uuid, outdated boolean, day date, job numeric, person_day numeric,
                   repository_day numeric, instance_day numeric)
    language plpgsql
as
$$
#variable_conflict use_column
declare
    v_held        record;
    v_reservation uuid;
begin
    -- A statement of its own: the next one then sees what the holder before us committed.
    perform pg_advisory_xact_lock(7003);
    if p_price is distinct from (
        select id from model_prices
        where provider = p_provider and model = p_model and since <= (select clock_timestamp())
        order by since desc, id desc limit 1) then
        return query select null::uuid, true, null::date, null::numeric, null::numeric, null::numeric, null::numeric;
        return;
    end if;
    -- It counted as a whole before; from now on it also says so. The time is asked for once, so that the index
    -- of what is open can be used.
    update ledger set state = 'LAPSED', settled = reserved, estimated = true, settled_at = clock_timestamp()
    where state = 'RESERVED' and lapses_at <= (select clock_timestamp());
    select * into v_held from held_now(p_job, p_person, p_repository);
    if (p_job_limit <= 0 or v_held.job + p_amount <= p_job_limit)
        and (p_person_day_limit <= 0 or v_held.person_day + p_amount <= p_person_day_limit)
        and (p_repository_day_limit <= 0 or v_held.repository_day + p_amount <= p_repository_day_limit)
        and (p_instance_day_limit <= 0 or v_held.instance_day + p_amount <= p_instance_day_limit) then
        insert into ledger (job_id, agent_id, person, repository, day, provider, model, reserved, lapses_at)
        values (p_job, p_agent, p_person, p_repository, v_held.day, p_provider, p_model, p_amount,
                clock_timestamp() + make_interval(secs => p_seconds))
        returning id into v_reservation;
    end if;
    return query select v_reservation, false, v_held.day, v_held.job, v_held.person_day, v_held.repository_day,
                        v_held.instance_day;
end
$$;
