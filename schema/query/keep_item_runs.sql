-- The runs that packages to be kept may be of: those with their number that were packed within `age_ms` before
-- something is said of them.
-- takes: $1 age_ms
insert into keep_item (item)
select distinct run.item
from keep_item
	join item on item.no = keep_item.item and item.kind = 'pkg'
	join run on run.gtin = substr(item.code, 1, 14)
		and cast(substr(item.code, 16, 8) as integer) between run.first and run.last
where exists (select 1 from link_settled as link join link_settled as packed on packed.item = run.item
	where link.item = item.no and packed.at_ms >= link.at_ms - $1)
on conflict do nothing
