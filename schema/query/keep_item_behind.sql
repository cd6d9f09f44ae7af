-- What went into, or was packed into, what is kept; what went into that; and so on. Each item is looked at once.
insert into keep_item (item)
with recursive behind (item) as (
	select item from keep_item
	union
	select used.item
	from behind
		join link_settled as link on link.item = behind.item and link.role in ('out', 'to')
		join link_settled as used on used.event = link.event and used.role in ('in', 'of')
		join item on item.no = used.item
	where item.kind in ('pig', 'eid', 'carcass', 'lot', 'run', 'pkg', 'sscc'))
select item from behind
where true
on conflict do nothing
