-- takes: $1 no
-- gives: no, station, epoch, seq, got_ms, note, topic, rule, key, at_byte, settled_by, raw
select no, station, epoch, seq, got_ms, note, topic, rule, key, at_byte, settled_by, raw
from quarantine
where no = $1
