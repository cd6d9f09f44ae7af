-- takes: $1 station
-- gives: epoch, got_ms, events, newest_epoch, newest_seq, skew_ms
select epoch, got_ms, events, newest_epoch, newest_seq, skew_ms from heard where station = $1
