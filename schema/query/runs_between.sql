-- takes: $1 gtin, $2 after, $3 upto
-- gives: item, kind, code
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.first > $2 and run.first <= $3
order by run.first, run.last, item.code
