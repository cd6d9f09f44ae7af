-- Events with the columns that are read from their body.
-- takes: $1 after, $2 most
-- gives: no, at_ms, kind, operator, body
select no, at_ms, kind, operator, body
from event
where no > $1
order by no
limit $2
