-- takes: $1 kind, $2 after, $3 most
-- gives: no, body
select no, body
from event
where kind = $1 and no > $2
order by no
limit $3
