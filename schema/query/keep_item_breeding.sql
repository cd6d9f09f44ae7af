-- Animals that have given birth: breeding stock is kept for ever.
insert into keep_item (item)
select distinct link.item
from event join link_settled as link on link.event = event.no
where event.kind = 'birth' and link.role = 'of'
on conflict do nothing
