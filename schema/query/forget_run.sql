delete from run
