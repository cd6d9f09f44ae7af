-- The runs that packages to be kept may be of: those with their number that were packed within `age_ms` before
-- something is said of them. Of each width only the runs that begin less than it before the number can hold it
-- (runs_with.sql).
-- takes: $1 age_ms
insert into keep_item (item)
select distinct run.item
from keep_item
	join item on item.no = keep_item.item and item.kind = 'pkg'
	cross join (select 10 as width union all select 100 union all select 1000 union all select 10000
		union all select 100000) as every
	join run on run.gtin = substr(item.code, 1, 14) and run.width = every.width
		and run.first <= cast(substr(item.code, 16, 8) as integer)
		and run.first > cast(substr(item.code, 16, 8) as integer) - every.width
		and run.last >= cast(substr(item.code, 16, 8) as integer)
where exists (select 1 from link_settled as link join link_settled as packed on packed.item = run.item
	where link.item = item.no and packed.at_ms >= link.at_ms - $1)
on conflict do nothing
