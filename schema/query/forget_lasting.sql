delete from lasting
