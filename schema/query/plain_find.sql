-- takes: $1 station, $2 hash, $3 at_ms
-- gives: known
select 1 as known
from station join plain on plain.station = station.no
where station.name = $1 and plain.at_ms in (0, $3) and plain.hash = $2
