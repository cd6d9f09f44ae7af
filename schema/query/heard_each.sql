-- Every station of the registry or of the log. conflict: the rule that keeps a number with two contents.
-- takes: $1 conflict
-- gives: station, state, trade, proof, key, home, title, epoch, got_ms, skew_ms, events, held, conflicts
select station.name as station, registry.state, registry.trade, registry.proof, registry.key,
	registry.home, registry.title,
	coalesce(heard.epoch, 0) as epoch, coalesce(heard.got_ms, 0) as got_ms,
	coalesce(heard.skew_ms, 0) as skew_ms, coalesce(heard.events, 0) as events,
	(select count(*) from quarantine
		where quarantine.station = station.name and settled_by = 0) as held,
	(select count(*) from quarantine
		where quarantine.station = station.name and settled_by = 0 and rule = $1) as conflicts
from station
	left join registry on registry.station = station.no
	left join heard on heard.station = station.no
where registry.station is not null or heard.station is not null
order by station.name
