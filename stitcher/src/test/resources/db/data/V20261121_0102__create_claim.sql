insert into repo_limits (repo, max_running) values ('local:1', 2);
