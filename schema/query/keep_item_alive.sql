-- Animals whose end is not recorded, under this tag or the one it was put beside or in the place of.
insert into keep_item (item)
select item.no
from item
where item.kind in ('pig', 'eid') and not exists (
	select 1 from link_settled as link join event on event.no = link.event
	where link.item = item.no
		and ((link.role = 'in' and event.kind in ('slaughter', 'tag'))
			or (link.role = 'of' and event.kind = 'die')))
and not exists (
	select 1 from link_settled as put
		join event as tag on tag.no = put.event and tag.kind = 'tag'
		join link_settled as worn on worn.event = tag.no and worn.role = 'in'
		join link_settled as last on last.item = worn.item
		join event on event.no = last.event
	where put.item = item.no and put.role = 'out'
		and ((last.role = 'in' and event.kind = 'slaughter')
			or (last.role = 'of' and event.kind = 'die')))
on conflict do nothing
