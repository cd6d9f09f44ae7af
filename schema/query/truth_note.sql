-- rows: many
-- gives: no, station, epoch, first, count, got_ms, event_from, signatures
select no, station, epoch, first, count, got_ms, event_from, signatures from note order by no
