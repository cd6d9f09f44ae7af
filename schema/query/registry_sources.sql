-- takes: $1 station
-- gives: added_by, revoked_by
select added_by, revoked_by from registry where station = $1
