-- takes: $1 after, $2 most
-- gives: no, station, epoch, first, count
select note.no, station.name as station, note.epoch, note.first, note.count
from note join station on station.no = note.station
where note.no > $1
order by note.no
limit $2
