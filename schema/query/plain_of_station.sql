-- Whether messages of a station stand at no time, and the newest time of any station's.
-- takes: $1 station
-- gives: undated, newest_ms
select exists (select 1 from plain where at_ms = 0 and station = $1) as undated,
	(select coalesce(max(at_ms), 0) from plain) as newest_ms
