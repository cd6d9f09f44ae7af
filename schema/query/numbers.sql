-- The highest numbers given so far.
-- gives: station, note, event, quarantine, item
select (select coalesce(max(no), 0) from station) as station,
	(select coalesce(max(no), 0) from note) as note,
	(select coalesce(max(no), 0) from event) as event,
	(select coalesce(max(no), 0) from quarantine) as quarantine,
	(select coalesce(max(no), 0) from item) as item
