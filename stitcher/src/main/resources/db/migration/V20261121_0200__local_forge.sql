-- The local forge: repositories are bare folders on disk, all that is said about them is here.
create table local_repositories (
    id             bigint generated always as identity primary key,
    owner          text        not null,
    name           text        not null,
    folder         text        not null unique,
    default_branch text        not null,
    -- issues and pull requests share their numbers; who counts up locks the row
    last_number    bigint      not null default 0,
    created_at     timestamptz not null default now()
);

create unique index local_repositories_name on local_repositories (lower(owner), lower(name));

create table local_issues (
    repo       bigint      not null references local_repositories (id),
    number     bigint      not null check (number > 0),
    title      text        not null,
    body       text        not null,
    author     text        not null,
    open       boolean     not null default true,
    labels     text[]      not null default '{}',
    created_at timestamptz not null default now(),
    primary key (repo, number)
);

create table local_pull_requests (
    repo       bigint      not null references local_repositories (id),
    number     bigint      not null check (number > 0),
    title      text        not null,
    body       text        not null,
    head       text        not null,
    base       text        not null,
    state      text        not null default 'OPEN' check (state in ('OPEN', 'CLOSED', 'MERGED')),
    created_at timestamptz not null default now(),
    primary key (repo, number)
);

-- one open pull request from a branch into a branch, whoever asks how often
create unique index local_pull_requests_open
    on local_pull_requests (repo, head, base) where state = 'OPEN';

create table local_comments (
    id         bigint generated always as identity primary key,
    repo       bigint      not null references local_repositories (id),
    number     bigint      not null,
    author     text        not null,
    body       text        not null,
    created_at timestamptz not null default now()
);

create index local_comments_thread on local_comments (repo, number, id);
