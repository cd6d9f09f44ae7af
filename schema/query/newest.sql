-- gives: event, held
select (select coalesce(max(no), 0) from event) as event,
	(select coalesce(max(no), 0) from quarantine) as held
