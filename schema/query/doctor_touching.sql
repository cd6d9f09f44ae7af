-- Intervals that touch, overlap or end before they begin.
-- gives: name
select cast(station as text) || '/' || cast(epoch as text) || '/' || cast(first as text) as name
from (select station, epoch, first, last,
		lag(last) over (partition by station, epoch order by first) as before
	from received) as intervals
where last < first or before + 1 >= first
