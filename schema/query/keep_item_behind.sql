-- One step back: what went into, or was packed into, what is kept.
insert into keep_item (item)
select distinct behind.item
from keep_item
	join link_settled as link on link.item = keep_item.item and link.role in ('out', 'to')
	join link_settled as behind on behind.event = link.event and behind.role in ('in', 'of')
	join item on item.no = behind.item
where item.kind in ('pig', 'eid', 'carcass', 'lot', 'run', 'pkg', 'sscc')
on conflict do nothing
