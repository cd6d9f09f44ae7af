-- rows: many
-- gives: item, at_ms, event, role, mass_g, count
select item, at_ms, event, role, mass_g, count from link order by item, at_ms, event, role
