-- Of a place or lorry most links say that something came or left; those rows need not leave the engine.
-- takes: $1 item, $2 since_ms, $3 until_ms, $4 role
-- gives: item, at_ms, event, role, mass_g, count
select item, at_ms, event, role, mass_g, count
from link
where item = $1 and at_ms >= $2 and at_ms < $3 and role = $4
order by at_ms, event, role
