-- Events without a note that are not kept.
-- takes: $1 after, $2 most
-- gives: no, station, got_ms, body
select event.no, station.name as station, event.got_ms, event.body
from event join station on station.no = event.station
where event.no > $1 and event.note = 0
	and not exists (select 1 from keep_event where keep_event.event = event.no)
order by event.no
limit $2
