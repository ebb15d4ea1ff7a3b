insert into local_repositories (owner, name, folder, default_branch, last_number)
values ('demo', 'shop', '/srv/mosaic/repositories/demo/shop.git', 'main', 2);

insert into local_issues (repo, number, title, body, author, labels)
select id, 1, 'Login fails', 'Steps: …', 'ann', '{bug}' from local_repositories;

insert into local_pull_requests (repo, number, title, body, head, base)
select id, 2, 'Fix the login', 'Closes #1', 'mosaic/1-login-fails', 'main' from local_repositories;

insert into local_comments (repo, number, author, body)
select id, 1, 'mosaic', 'On it.' from local_repositories;
