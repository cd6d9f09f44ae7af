-- takes: $1 station, $2 epoch, $3 seq, $4 event, $5 reason
insert into correction (station, epoch, seq, event, reason) values ($1, $2, $3, $4, $5)
