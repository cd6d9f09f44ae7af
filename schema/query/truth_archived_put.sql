-- takes: $1 station, $2 epoch, $3 seq, $4 hash, $5 got_ms, $6 archive
insert into archived (station, epoch, seq, hash, got_ms, archive) values ($1, $2, $3, $4, $5, $6)
