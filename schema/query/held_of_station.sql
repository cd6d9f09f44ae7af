-- takes: $1 station, $2 epoch, $3 most
-- gives: no, station, epoch, seq, got_ms, note, topic, rule, key, at_byte, settled_by, raw
select no, station, epoch, seq, got_ms, note, topic, rule, key, at_byte, settled_by, raw
from quarantine
where station = $1 and epoch = $2 and settled_by = 0
order by no desc
limit $3
