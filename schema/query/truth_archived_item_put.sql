-- takes: $1 kind, $2 code, $3 archive
insert into archived_item (kind, code, archive) values ($1, $2, $3)
