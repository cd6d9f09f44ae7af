-- takes: $1 item, $2 since_ms, $3 until_ms
-- gives: item, at_ms, event, role, mass_g, count
select item, at_ms, event, role, mass_g, count
from link
where item = $1 and at_ms >= $2 and at_ms < $3
order by at_ms, event, role
