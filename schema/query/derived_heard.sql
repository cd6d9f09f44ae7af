-- rows: many
-- gives: station, epoch, got_ms, events, newest_epoch, newest_seq, skew_ms
select station, epoch, got_ms, events, newest_epoch, newest_seq, skew_ms from heard order by station
