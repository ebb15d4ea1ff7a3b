insert into model_prices (provider, model, input, output, cache_read, cache_write, source, set_by, since)
values ('anthropic', 'claude-sonnet-5.5', 4, 15, 0.4, 5, 'PERSON', 'ada', now() + interval '1 day');
