-- takes: $1 station, $2 hash, $3 at_ms
-- gives: known
select 1 as known from plain where at_ms = $3 and station = $1 and hash = $2
