-- All of a table that is not derived, as its insert takes it.
-- rows: many
-- gives: no, name
select no, name from station order by no
