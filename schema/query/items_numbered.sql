-- takes: $1 first, $2 last
-- gives: item, kind, code
select no as item, kind, code
from item
where no >= $1 and no <= $2
order by no
