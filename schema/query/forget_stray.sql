delete from stray
