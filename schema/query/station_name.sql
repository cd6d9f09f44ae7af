-- corrected: whether any of its events has ever been.
-- takes: $1 no
-- gives: name, corrected
select name, exists (select 1 from correction where correction.station = station.name) as corrected
from station
where no = $1
