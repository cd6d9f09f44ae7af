-- takes: $1 no, $2 station, $3 epoch, $4 first, $5 count, $6 got_ms, $7 event_from, $8 signatures
insert into note (no, station, epoch, first, count, got_ms, event_from, signatures)
values ($1, $2, $3, $4, $5, $6, $7, $8)
