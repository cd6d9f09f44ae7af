-- Of each width (ITEM_RUN_MOST is the last) only the runs that begin less than it before the number can hold it. One
-- search a width; by width, then first number.
-- takes: $1 gtin, $2 counter
-- gives: item, kind, code
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.width = 10 and run.first <= $2 and run.first > $2 - 10 and run.last >= $2
union all
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.width = 100 and run.first <= $2 and run.first > $2 - 100 and run.last >= $2
union all
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.width = 1000 and run.first <= $2 and run.first > $2 - 1000 and run.last >= $2
union all
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.width = 10000 and run.first <= $2 and run.first > $2 - 10000 and run.last >= $2
union all
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.width = 100000 and run.first <= $2 and run.first > $2 - 100000 and run.last >= $2
