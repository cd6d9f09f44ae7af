-- takes: $1 station, $2 epoch, $3 seq
-- gives: no, note, raw
select no, note, raw
from quarantine
where station = $1 and epoch = $2 and seq = $3
order by no
