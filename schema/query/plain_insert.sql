-- takes: $1 station, $2 hash, $3 at_ms
insert into plain (at_ms, station, hash) values ($3, $1, $2)
on conflict (at_ms, station, hash) do nothing
