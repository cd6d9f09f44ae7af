-- takes: $1 station
-- gives: epoch, seq, got_ms, skew_ms, events
select epoch, seq, got_ms, skew_ms, events from heard where station = $1
