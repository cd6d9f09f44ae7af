-- What a station said without a number. No index leads here: asked by name only for what a person names.
-- takes: $1 station
-- gives: no, body
select event.no, event.body
from station
	join event on event.station = station.no
where station.name = $1 and event.seq = 0
order by event.no
