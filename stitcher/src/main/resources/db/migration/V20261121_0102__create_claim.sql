-- Who gets the next job. One node decides at a time, so that limits hold exactly.

create table repo_limits (
    repo           text primary key,
    -- null: the instance's default
    max_running    int check (max_running >= 0),
    last_served_at timestamptz
);

-- Gives at most p_slots queued jobs to a node, at most 64 in one call.
--
-- Order: the class of priority, one better for each ten minutes of waiting until it is 1; then the
-- repository with the fewest jobs under way; then the one that was served longest ago. Within a
-- repository the order is `turn`, in which every job overtakes at some time, so that none starves.
create function claim_jobs(p_node text, p_incarnation uuid, p_slots int, p_per_repo int, p_lease interval)
    returns setof runner_jobs
    language plpgsql
    -- a lock holder that hangs must not hang every node
    set lock_timeout = '2s'
as
$$
begin
    -- A statement of its own: the next one then sees what the holder before us committed.
    perform pg_advisory_xact_lock(7001);
    return query
        with recursive waiting (repo) as (
            -- one index probe per repository, however long its queue is
            (select q.repo from runner_jobs q where q.status = 'QUEUED' order by q.repo limit 1)
            union all
            select (select q.repo from runner_jobs q
                    where q.status = 'QUEUED' and q.repo > w.repo order by q.repo limit 1)
            from waiting w where w.repo is not null),
        under_way as materialized (
            select o.repo, count(*)::int as jobs from runner_jobs o
            where o.status in ('RUNNING', 'CANCELLING') group by o.repo),
        offered as (
            select head.id, head.turn, l.last_served_at,
                   greatest(1, head.priority - floor(extract(epoch from now() - head.queued_at) / 600)) as class,
                   coalesce(u.jobs, 0) + row_number() over (partition by w.repo order by head.turn, head.id) as share
            from waiting w
            left join under_way u on u.repo = w.repo
            left join repo_limits l on l.repo = w.repo
            cross join lateral (
                select q.id, q.turn, q.priority, q.queued_at from runner_jobs q
                where q.status = 'QUEUED' and q.repo = w.repo
                order by q.turn, q.id
                limit greatest(0, coalesce(l.max_running, p_per_repo) - coalesce(u.jobs, 0))) head
            where w.repo is not null),
        best as materialized (
            select b.id, row_number() over (
                       order by b.class, b.share, b.last_served_at nulls first, b.turn, b.id) as rank
            from offered b
            order by rank
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
