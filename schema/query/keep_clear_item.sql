delete from keep_item
