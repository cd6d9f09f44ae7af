-- takes: $1 no, $2 name, $3 made_ms, $4 before_ms, $5 notes, $6 plain, $7 sha256
insert into archive (no, name, made_ms, before_ms, notes, plain, sha256)
values ($1, $2, $3, $4, $5, $6, $7)
