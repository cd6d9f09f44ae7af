-- What an operator watches of a store. missing: numbers below the highest of their epoch that have not come.
-- gives: events, notes, missing, held
select (select coalesce(max(no), 0) from event) as events,
	(select coalesce(max(no), 0) from note) as notes,
	(select cast(coalesce(sum(top - here), 0) as bigint) from
		(select max(last) as top, sum(last - first + 1) as here from received group by station, epoch) as intervals
	) as missing,
	(select count(*) from quarantine where settled_by = 0) as held
