-- takes: $1 kind, $2 code
-- gives: no
select no from item where kind = $1 and code = $2
