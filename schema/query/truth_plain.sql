-- rows: many
-- gives: station, hash, at_ms
select station, hash, at_ms from plain order by at_ms, station, hash
