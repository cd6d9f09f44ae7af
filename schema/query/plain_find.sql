-- takes: $1 station, $2 hash
-- gives: known
select 1 as known
from station join plain on plain.station = station.no
where station.name = $1 and plain.hash = $2
