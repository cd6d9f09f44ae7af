-- Numbers that two events have.
-- gives: name
select station.name || '/' || cast(event.epoch as text) || '/' || cast(event.seq as text) as name
from event join station on station.no = event.station
where event.seq > 0
group by station.name, event.epoch, event.seq
having count(*) > 1
