-- Events and notes of a station that has no name.
-- gives: name
select 'event ' || cast(event.no as text) as name
from event left join station on station.no = event.station
where station.no is null
union all
select 'note ' || cast(note.no as text)
from note left join station on station.no = note.station
where station.no is null
