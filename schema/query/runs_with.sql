-- A run holds ITEM_RUN_MOST packages at most, so that one that begins at or before `before` ends before counter.
-- takes: $1 gtin, $2 counter, $3 before
-- gives: item, kind, code
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.first <= $2 and run.first > $3 and run.last >= $2
order by run.first, run.last, item.code
