-- All of a derived table, to hold it against what the log says.
-- rows: many
-- gives: no, kind, code
select no, kind, code from item order by no
