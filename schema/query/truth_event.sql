-- rows: many
-- gives: no, station, epoch, seq, at_ms, got_ms, kind, operator, assurance, note, body
select no, station, epoch, seq, at_ms, got_ms, kind, operator, assurance, note, body from event order by no
