-- takes: $1 station
-- gives: station, state, trade, proof, key, home, title, added_by, revoked_by
select station.name as station, registry.state, registry.trade, registry.proof, registry.key,
	registry.home, registry.title, registry.added_by, registry.revoked_by
from station join registry on registry.station = station.no
where station.name = $1
