-- takes: $1 first, $2 last
-- gives: item, at_ms, event, role, mass_g, count
select item, at_ms, event, role, mass_g, count
from link
where item >= $1 and item <= $2
order by item, at_ms, event, role
