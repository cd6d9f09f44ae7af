-- takes: $1 no, $2 station, $3 epoch, $4 seq, $5 got_ms, $6 note, $7 topic, $8 raw, $9 rule, $10 key, $11 at_byte, $12 settled_by
insert into quarantine (no, station, epoch, seq, got_ms, note, topic, raw, rule, key, at_byte, settled_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
