-- takes: $1 station
-- gives: known
select 1 as known from plain where at_ms = 0 and station = $1 limit 1
