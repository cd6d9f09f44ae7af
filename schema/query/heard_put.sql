-- takes: $1 station, $2 epoch, $3 seq, $4 got_ms, $5 skew_ms, $6 events
insert into heard (station, epoch, seq, got_ms, skew_ms, events) values ($1, $2, $3, $4, $5, $6)
on conflict (station) do update set epoch = excluded.epoch, seq = excluded.seq,
	got_ms = excluded.got_ms, skew_ms = excluded.skew_ms, events = excluded.events
