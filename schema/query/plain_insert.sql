-- takes: $1 station, $2 hash
insert into plain (station, hash) values ($1, $2)
on conflict (station, hash) do nothing
