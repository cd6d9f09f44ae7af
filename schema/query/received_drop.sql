-- takes: $1 station, $2 epoch, $3 first
delete from received where station = $1 and epoch = $2 and first = $3
