-- A write that says nothing: can the store keep what comes?
-- takes: $1 at_ms
insert into meta (key, value) values ('probed_ms', $1)
on conflict (key) do update set value = excluded.value
