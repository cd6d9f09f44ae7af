-- takes: $1 station, $2 epoch, $3 seq, $4 event
insert into stray (station, epoch, seq, event) values ($1, $2, $3, $4)
