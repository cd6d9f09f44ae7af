-- The link that $4 others stand in front of, behind a place.
-- takes: $1 item, $2 at_ms, $3 event, $4 others
-- gives: item, at_ms, event
select item, at_ms, event
from link_hot
where (item, at_ms, event) > ($1, $2, $3)
order by item, at_ms, event, role
limit 1 offset $4
