-- All of a derived table, to hold it against what the log says.
-- gives: no, kind, code
select no, kind, code from item order by no
