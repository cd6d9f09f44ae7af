-- takes: $1 station, $2 epoch
-- gives: first, last
select received.first, received.last
from station join received on received.station = station.no
where station.name = $1 and received.epoch = $2
order by received.first
