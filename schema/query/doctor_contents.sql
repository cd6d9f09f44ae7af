-- How many rows there are of numbers that have more than one content.
-- takes: $1 station, $2 epoch, $3 first, $4 last
-- gives: numbers
select count(*) as numbers
from (select seq from (
		select event.seq, hex(event.body) as line
		from event join station on station.no = event.station
		where station.name = $1 and event.epoch = $2 and event.seq between $3 and $4
		union all
		select quarantine.seq, hex(quarantine.raw)
		from quarantine
		where quarantine.station = $1 and quarantine.epoch = $2
			and quarantine.seq between $3 and $4) as lines
	group by seq having count(*) > 1) as doubtful
