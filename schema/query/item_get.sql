-- takes: $1 no
-- gives: kind, code
select kind, code from item where no = $1
