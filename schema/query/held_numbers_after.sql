-- Held lines that carry a number, for what was received.
-- takes: $1 after, $2 most
-- gives: no, station, epoch, seq, got_ms
select no, station, epoch, seq, got_ms
from quarantine
where no > $1 and seq > 0
order by no
limit $2
