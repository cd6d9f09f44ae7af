-- takes: $1 no, $2 event
update quarantine set settled_by = $2 where no = $1
