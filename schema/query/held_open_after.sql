-- takes: $1 after, $2 most
-- gives: no, station, epoch, seq, got_ms, note, topic, rule, key, at_byte, settled_by, raw
select no, station, epoch, seq, got_ms, note, topic, rule, key, at_byte, settled_by, raw
from quarantine
where no > $1 and settled_by = 0
order by no
limit $2
