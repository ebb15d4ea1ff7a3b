-- What counts against each limit of an account now: what was spent, and what calls under way may cost.
create function held_now(p_job uuid, p_person text, p_repository text)
    returns table (day date, job numeric, person_day numeric, repository_day numeric, instance_day numeric)
    language sql
    stable
as
$$
with today as (select (clock_timestamp() at time zone 'UTC')::date as day)
select (select day from today),
       (select coalesce(sum(amount), 0) from ledger where job_id = p_job),
       (select coalesce(sum(amount), 0) from ledger l join today using (day) where l.person = p_person),
       (select coalesce(sum(amount), 0) from ledger l join today using (day) where l.repository = p_repository),
       (select coalesce(sum(amount), 0) from ledger l join today using (day))
$$;

-- Holds the money for a call unless a limit forbids it; `reservation` is null if one does. A limit of 0 is none.
-- One round trip, because every call of a model waits for it.
create function reserve_call(p_job uuid, p_agent uuid, p_person text, p_repository text, p_provider text,
                             p_model text, p_amount numeric, p_seconds double precision, p_job_limit numeric,
                             p_person_day_limit numeric, p_repository_day_limit numeric,
                             p_instance_day_limit numeric)
    returns table (reservation uuid, day date, job numeric, person_day numeric, repository_day numeric,
                   instance_day numeric)
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
    -- It counted as a whole before; from now on it also says so.
    update ledger set state = 'LAPSED', settled = reserved, estimated = true, settled_at = clock_timestamp()
    where state = 'RESERVED' and lapses_at <= clock_timestamp();
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
    return query select v_reservation, v_held.day, v_held.job, v_held.person_day, v_held.repository_day,
                        v_held.instance_day;
end
$$;
