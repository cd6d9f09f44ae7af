-- takes: $1 no, $2 station, $3 epoch, $4 seq, $5 at_ms, $6 got_ms, $7 kind, $8 operator, $9 assurance, $10 note, $11 body
insert into event (no, station, epoch, seq, at_ms, got_ms, kind, operator, assurance, note, body)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
