-- takes: $1 station
-- gives: station, state, trade, proof, key, home, title
select station.name as station, registry.state, registry.trade, registry.proof, registry.key,
	registry.home, registry.title
from station join registry on registry.station = station.no
where station.name = $1
