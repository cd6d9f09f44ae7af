-- takes: $1 gtin, $2 lot
-- gives: item, kind, code
select run.item, item.kind, item.code
from run join item on item.no = run.item
where run.gtin = $1 and run.lot = $2
order by run.first, run.last, item.code
