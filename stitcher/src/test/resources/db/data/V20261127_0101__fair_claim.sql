update repo_limits set weight = 2 where repo = 'local:1';
insert into pauses (scope, reason, by) values ('repo:local:9', 'release week', 'ada');
