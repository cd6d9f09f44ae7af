-- takes: $1 station, $2 epoch, $3 seq, $4 most
-- gives: no, station, epoch, seq, got_ms
select archived.station as no, station.name as station, archived.epoch, archived.seq, archived.got_ms
from archived join station on station.no = archived.station
where (archived.station, archived.epoch, archived.seq) > ($1, $2, $3)
order by archived.station, archived.epoch, archived.seq
limit $4
