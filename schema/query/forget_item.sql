delete from item
