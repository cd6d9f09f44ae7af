-- Codes in order of bytes, so that those of one beginning stand together.
-- takes: $1 kind, $2 from, $3 until
-- gives: item, kind, code
select no as item, kind, code
from item
where kind = $1 and code >= $2 and code < $3
order by code
