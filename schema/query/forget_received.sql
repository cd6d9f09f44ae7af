delete from received
