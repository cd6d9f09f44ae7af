-- How many are to be settled yet.
-- gives: count
select count(*) as count from link_hot
