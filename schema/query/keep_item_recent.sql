-- Animals and goods that something is said of at or after a time.
-- takes: $1 before_ms
insert into keep_item (item)
select distinct link.item
from link_settled as link join item on item.no = link.item
where link.at_ms >= $1 and item.kind in ('pig', 'eid', 'carcass', 'lot', 'run', 'pkg', 'sscc')
on conflict do nothing
