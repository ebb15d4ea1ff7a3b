-- Who wanted what to end at once: the audit of the killswitch. A row is written in the transaction
-- that asks for the end; only the proof that all is gone comes later.
create table kills (
    id          uuid primary key,
    -- null: everything that ran
    job_id      uuid references runner_jobs,
    -- the agent that was named, if one was
    agent_id    uuid,
    -- whose processes are to be gone; none where nobody had the job
    epoch       bigint      not null default 0,
    node        text,
    incarnation uuid,
    by          text        not null,
    reason      text        not null,
    door        text        not null,
    -- whoever asked had no right to
    refused     boolean     not null default false,
    at          timestamptz not null default clock_timestamp(),
    proven_at   timestamptz,
    after_ms    bigint,
    -- what could not be ended, the last time that somebody tried
    survivors   text[]      not null default '{}',
    check ((node is null) = (incarnation is null)),
    check ((proven_at is null) = (after_ms is null)),
    check (proven_at is null or survivors = '{}')
);
create index kills_open on kills (node) where proven_at is null;
create index kills_of_job on kills (job_id, epoch);

create function keep_kill() returns trigger
    language plpgsql as
$$
begin
    if tg_op = 'DELETE' or old.proven_at is not null
       or to_jsonb(old) - array ['proven_at', 'after_ms', 'survivors']
          <> to_jsonb(new) - array ['proven_at', 'after_ms', 'survivors'] then
        raise exception 'kills is append-only: % refused', tg_op using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger kills_keep before update or delete on kills for each row execute function keep_kill();
create trigger kills_stay before truncate on kills for each statement execute function refuse_change();

-- agents are listed newest first
create index agents_newest on agents (started_at desc, id desc);
