-- An event by its name: among the numbers of a note that holds it, or astray.
-- A note holds BUNDLE_EVENTS_MOST lines at most, so that one that begins at or before `before` ends before seq.
-- takes: $1 station, $2 epoch, $3 seq, $4 before
-- gives: no, note, body
select event.no, event.note, event.body
from station
	join note on note.station = station.no
	join event on event.no >= note.event_from and event.no < note.event_from + note.count
where station.name = $1 and note.epoch = $2 and note.first > $4 and note.first <= $3
	and event.station = station.no and event.epoch = $2 and event.seq = $3
union all
select event.no, event.note, event.body
from station
	join stray on stray.station = station.no
	join event on event.no = stray.event
where station.name = $1 and stray.epoch = $2 and stray.seq = $3
