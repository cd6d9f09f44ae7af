-- Codes in order of bytes, so that those of one beginning stand together; whoever asks stops where he has enough.
-- takes: $1 kind, $2 from
-- rows: many
-- gives: item, code
select no as item, code
from item
where kind = $1 and code >= $2
order by code
