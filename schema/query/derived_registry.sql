-- rows: many
-- gives: station, state, trade, proof, key, home, title, added_by, revoked_by
select station, state, trade, proof, key, home, title, added_by, revoked_by from registry order by station
