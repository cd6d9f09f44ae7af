-- gives: items, spans, events, notes
select (select count(*) from keep_item) as items, (select count(*) from keep_span) as spans,
	(select count(*) from keep_event) as events, (select count(*) from keep_note) as notes
