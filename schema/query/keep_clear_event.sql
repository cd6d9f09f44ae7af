delete from keep_event
