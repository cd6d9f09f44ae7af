-- takes: $1 station, $2 epoch, $3 seq
-- gives: event, station, reason
select correction.event, station.name as station, correction.reason
from correction
	join event on event.no = correction.event
	join station on station.no = event.station
where correction.station = $1 and correction.epoch = $2 and correction.seq = $3
order by correction.event
