delete from registry
