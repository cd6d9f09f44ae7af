-- rows: many
-- gives: item, until_ms, event, at_ms
select item, until_ms, event, at_ms from lasting order by item, until_ms, event
