-- What is said of a pen, a truck or a place alone, while something that is kept was there.
insert into keep_event (event)
select distinct link.event
from keep_span
	join link_settled as link on link.item = keep_span.item
		and link.at_ms between keep_span.since_ms and keep_span.until_ms
where not exists (
	select 1 from link_settled as other join item on item.no = other.item
	where other.event = link.event
		and item.kind in ('pig', 'eid', 'carcass', 'lot', 'run', 'pkg', 'sscc'))
on conflict do nothing
