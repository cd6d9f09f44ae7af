delete from correction
