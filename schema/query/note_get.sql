-- takes: $1 no
-- gives: station, epoch, first, count, signatures
select station.name as station, note.epoch, note.first, note.count, note.signatures
from note join station on station.no = note.station
where note.no = $1
