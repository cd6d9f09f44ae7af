-- takes: $1 name
-- gives: no
select no from station where name = $1
