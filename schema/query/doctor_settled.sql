-- Held messages that are said to have become an event that is not there.
-- gives: name
select cast(quarantine.no as text) as name
from quarantine left join event on event.no = quarantine.settled_by
where quarantine.settled_by <> 0 and event.no is null
order by quarantine.no
