-- takes: $1 no, $2 kind, $3 code
insert into item (no, kind, code) values ($1, $2, $3)
