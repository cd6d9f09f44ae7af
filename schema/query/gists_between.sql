-- takes: $1 first, $2 last
-- gives: event, station, epoch, seq, at_ms, offset_min, kind, heads, mass_g, net_g, parts
select event, station, epoch, seq, at_ms, offset_min, kind, heads, mass_g, net_g, parts
from gist
where event >= $1 and event <= $2
order by event
