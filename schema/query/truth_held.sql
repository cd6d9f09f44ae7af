-- rows: many
-- gives: no, station, epoch, seq, got_ms, note, topic, raw, rule, key, at_byte, settled_by
select no, station, epoch, seq, got_ms, note, topic, raw, rule, key, at_byte, settled_by from quarantine order by no
