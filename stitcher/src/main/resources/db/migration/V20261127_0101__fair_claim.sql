-- Shares, limits of a person, and what is paused.

alter table repo_limits
    add column weight real not null default 1 check (weight > 0 and weight <= 1000);

-- What must not be started: 'instance', or 'repo:' and the key of one.
create table pauses (
    scope  text primary key,
    reason text        not null,
    by     text        not null,
    at     timestamptz not null default clock_timestamp()
);

create index runner_jobs_finished on runner_jobs (finished_at) where finished_at is not null;

-- Gives at most p_slots queued jobs to a node, at most 64 in one call.
--
-- Order: the class of priority, one better for each ten minutes of waiting until it is 1; then the
-- repository with the fewest jobs under way for its weight; then the one that was served longest
-- ago. Within a repository the order is `turn`, in which every job overtakes at some time, so that
-- none starves. A person who has p_per_person jobs under way (0: no limit) is passed over.
create function claim_jobs(p_node text, p_incarnation uuid, p_slots int, p_per_repo int, p_per_person int,
                           p_lease interval)
    returns setof runner_jobs
    language plpgsql
    -- a lock holder that hangs must not hang every node
    set lock_timeout = '2s'
as
$$
begin
    -- A statement of its own: the next one then sees what the holder before us committed.
    perform pg_advisory_xact_lock(7001);
    if exists (select from pauses p where p.scope = 'instance')
       -- a process that lost its name to another must not go on under it
       or exists (select from nodes n where n.id = p_node and (n.draining or n.incarnation <> p_incarnation)) then
        return;
    end if;
    return query
        with recursive waiting (repo) as (
            -- one index probe per repository, however long its queue is; the order names the index
            (select q.repo from runner_jobs q where q.status = 'QUEUED'
             order by q.repo, q.turn, q.id limit 1)
            union all
            select (select q.repo from runner_jobs q
                    where q.status = 'QUEUED' and q.repo > w.repo
                    order by q.repo, q.turn, q.id limit 1)
            from waiting w where w.repo is not null),
        under_way as materialized (
            select o.repo, count(*)::int as jobs from runner_jobs o
            where o.status in ('RUNNING', 'CANCELLING') group by o.repo),
        busy as materialized (
            select o.requested_by as person, count(*)::int as jobs from runner_jobs o
            where o.status in ('RUNNING', 'CANCELLING') and p_per_person > 0 group by o.requested_by),
        offered as (
            select head.id, head.turn, head.requested_by as person, l.last_served_at,
                   greatest(1, head.priority - floor(extract(epoch from now() - head.queued_at) / 600)) as class,
                   (coalesce(u.jobs, 0) + row_number() over (partition by w.repo order by head.turn, head.id))
                       / coalesce(l.weight, 1) as share
            from waiting w
            left join under_way u on u.repo = w.repo
            left join repo_limits l on l.repo = w.repo
            left join pauses p on p.scope = 'repo:' || w.repo
            cross join lateral (
                select q.id, q.turn, q.priority, q.queued_at, q.requested_by from runner_jobs q
                where q.status = 'QUEUED' and q.repo = w.repo
                  and (p_per_person = 0 or not exists (
                      select from busy b where b.person = q.requested_by and b.jobs >= p_per_person))
                order by q.turn, q.id
                limit greatest(0, coalesce(l.max_running, p_per_repo) - coalesce(u.jobs, 0))) head
            where w.repo is not null and p.scope is null),
        ranked as materialized (
            select o.id, o.person, row_number() over (
                       order by o.class, o.share, o.last_served_at nulls first, o.turn, o.id) as rank
            from offered o),
        allowed as (
            select r.id, r.rank,
                   coalesce(b.jobs, 0) + row_number() over (partition by r.person order by r.rank) as theirs
            from ranked r left join busy b on b.person = r.person),
        best as materialized (
            select a.id, row_number() over (order by a.rank) as rank
            from allowed a
            where p_per_person = 0 or a.theirs <= p_per_person
            order by a.rank
            limit 64),
        chosen as materialized (
            -- who is being cancelled right now is passed over, not waited for
            select q.id from runner_jobs q
            where q.id in (select best.id from best where rank <= p_slots) and q.status = 'QUEUED'
            for update skip locked),
        claimed as (
            update runner_jobs j
            set status = 'RUNNING', owner_node = p_node, owner_incarnation = p_incarnation,
                lease_epoch = j.lease_epoch + 1, lease_until = clock_timestamp() + p_lease,
                started_at = coalesce(j.started_at, clock_timestamp()),
                last_seq = j.last_seq + 1, version = j.version + 1
            from chosen where j.id = chosen.id and j.status = 'QUEUED'
            returning j.*),
        remembered as (
            insert into job_claims (job_id, epoch, node, incarnation, at)
            select c.id, c.lease_epoch, p_node, p_incarnation, clock_timestamp() from claimed c),
        told as (
            insert into job_events (job_id, seq, at, type, actor, payload)
            select c.id, c.last_seq, clock_timestamp(), 'job.claimed', 'mosaic',
                   jsonb_build_object('node', p_node, 'epoch', c.lease_epoch)
            from claimed c),
        served as (
            insert into repo_limits (repo, last_served_at)
            select r.repo, clock_timestamp() from (select distinct c.repo from claimed c) r
            on conflict (repo) do update set last_served_at = excluded.last_served_at)
        select c.* from claimed c join best using (id) order by best.rank;
end
$$;

-- What the previous release calls.
create or replace function claim_jobs(p_node text, p_incarnation uuid, p_slots int, p_per_repo int, p_lease interval)
    returns setof runner_jobs
    language sql
begin atomic
    select * from claim_jobs(p_node, p_incarnation, p_slots, p_per_repo, 0, p_lease);
end;
