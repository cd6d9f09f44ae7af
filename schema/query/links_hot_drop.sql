-- takes: $1 item, $2 at_ms, $3 event, $4 last_item, $5 last_at_ms, $6 last_event
delete from link_hot
where (item, at_ms, event) > ($1, $2, $3) and (item, at_ms, event) <= ($4, $5, $6)
