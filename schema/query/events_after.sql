-- takes: $1 after, $2 most
-- gives: no, station, epoch, seq, at_ms, got_ms, note, assurance, body
select event.no, station.name as station, event.epoch, event.seq, event.at_ms, event.got_ms,
	event.note, event.assurance, event.body
from event join station on station.no = event.station
where event.no > $1
order by event.no
limit $2
