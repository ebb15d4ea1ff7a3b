-- Whoever asks for an agent gets its id at once, when its job may still wait. Until its job comes to it,
-- nobody runs it: it has no step, no node and no place.
alter table agents
    alter column step_id drop not null,
    alter column node drop not null,
    alter column incarnation drop not null,
    alter column worktree drop not null,
    alter column started_at drop not null,
    add column created_at timestamptz not null default clock_timestamp();
update agents set created_at = started_at;
alter table agents
    add check (num_nulls(step_id, node, incarnation, worktree, started_at) in (0, 5)),
    add check (node is not null or state in ('SPAWNING', 'FAILED', 'KILLED'));

create unique index agents_one_reserved on agents (job_id) where node is null;
drop index agents_of_job;
create index agents_of_job on agents (job_id, created_at);
drop index agents_newest;
create index agents_newest on agents (created_at desc, id desc);
