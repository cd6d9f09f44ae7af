-- takes: $1 station, $2 epoch, $3 got_ms, $4 events, $5 newest_epoch, $6 newest_seq, $7 skew_ms
insert into heard (station, epoch, got_ms, events, newest_epoch, newest_seq, skew_ms)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (station) do update set epoch = excluded.epoch, got_ms = excluded.got_ms,
	events = excluded.events, newest_epoch = excluded.newest_epoch,
	newest_seq = excluded.newest_seq, skew_ms = excluded.skew_ms
