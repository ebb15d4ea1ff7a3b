-- What an agent and its model said to each other, for the agent of the next round of the same job.
-- Without secrets, one for each job, and gone when the job is over.
create table conversations (
    job     uuid primary key references runner_jobs (id),
    attempt integer     not null,
    -- the round of the agent that left it
    round   integer     not null,
    engine  text        not null,
    model   text        not null,
    -- the last of the steers that stand in it; 0 for none
    heard   bigint      not null,
    body    text        not null check (octet_length(body) <= 4194304),
    left_at timestamptz not null default clock_timestamp()
);

create function forget_conversation() returns trigger
    language plpgsql as
$$
begin
    delete from conversations where job = new.id;
    return null;
end
$$;
-- whoever ends the job, in the transaction that does
create trigger runner_jobs_forget_conversation after update of status on runner_jobs for each row
    when (new.status in ('COMPLETED', 'FAILED', 'CANCELLED', 'QUARANTINED'))
    execute function forget_conversation();
