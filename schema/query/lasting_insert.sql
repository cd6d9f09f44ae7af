-- An event may name a group twice.
-- takes: $1 item, $2 until_ms, $3 event, $4 at_ms
insert into lasting (item, until_ms, event, at_ms) values ($1, $2, $3, $4)
on conflict (item, until_ms, event) do nothing
