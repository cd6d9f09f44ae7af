-- takes: $1 station, $2 epoch, $3 seq, $4 hash
-- gives: archive
select archived.archive
from archived join station on station.no = archived.station
where station.name = $1 and archived.epoch = $2 and archived.seq = $3 and archived.hash = $4
