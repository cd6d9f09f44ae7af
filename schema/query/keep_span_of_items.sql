-- Where what is kept has been, from when on and until when: with a margin on both sides.
-- takes: $1 margin_ms
insert into keep_span (item, since_ms, until_ms)
select place.item, min(link.at_ms) - $1,
	(select max(later.at_ms) from link_settled as later where later.item = link.item) + $1
from keep_item
	join link_settled as link on link.item = keep_item.item
	join link_settled as place on place.event = link.event
	join item on item.no = place.item
where item.kind in ('group', 'truck', 'place')
group by place.item, link.item
on conflict do nothing
