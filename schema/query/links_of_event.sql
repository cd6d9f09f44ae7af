-- takes: $1 event
-- gives: item, at_ms, event, role, mass_g, count
select item, at_ms, event, role, mass_g, count
from link
where event = $1
order by item, role
