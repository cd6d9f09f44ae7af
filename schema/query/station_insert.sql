-- takes: $1 no, $2 name
insert into station (no, name) values ($1, $2)
