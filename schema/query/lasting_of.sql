-- What holds of a group at any moment of [since_ms, until_ms).
-- takes: $1 item, $2 since_ms, $3 until_ms
-- gives: event, until_ms
select event, until_ms
from lasting
where item = $1 and until_ms >= $2 and at_ms < $3
order by until_ms, event
