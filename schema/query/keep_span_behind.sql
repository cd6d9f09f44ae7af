-- One step on: a group that was moved, with what is kept in it.
insert into keep_span (item, since_ms, until_ms)
select distinct place.item, keep_span.since_ms, keep_span.until_ms
from keep_span
	join link_settled as link on link.item = keep_span.item and link.role = 'of'
	join link_settled as place on place.event = link.event and place.role in ('to', 'from')
	join item on item.no = place.item
where item.kind in ('group', 'truck', 'place')
on conflict do nothing
