-- takes: $1 station, $2 epoch, $3 first, $4 last
insert into received (station, epoch, first, last) values ($1, $2, $3, $4)
on conflict (station, epoch, first) do update set last = excluded.last
