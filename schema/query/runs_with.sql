-- Of each width (ITEM_RUN_MOST is the last) only the runs that begin less than it before the number can hold it.
-- takes: $1 gtin, $2 counter
-- gives: item, kind, code
with class (width) as (values (10), (100), (1000), (10000), (100000))
select run.item, item.kind, item.code
from class
	join run on run.gtin = $1 and run.width = class.width
		and run.first <= $2 and run.first > $2 - class.width and run.last >= $2
	join item on item.no = run.item
order by run.first, run.last, item.code
