-- Epochs whose intervals hold another number of numbers than the log and the quarantine do.
-- gives: name
with said as (
	select station, epoch, seq from event where seq > 0
	union
	select station.no as station, quarantine.epoch, quarantine.seq
	from quarantine join station on station.name = quarantine.station
	where quarantine.seq > 0
	union
	select station, epoch, seq from archived
), counted as (
	select station, epoch, count(*) as numbers, min(seq) as least, max(seq) as most
	from said group by station, epoch
), held as (
	select station, epoch, cast(sum(last - first + 1) as bigint) as numbers, min(first) as least, max(last) as most
	from received group by station, epoch
)
select cast(counted.station as text) || '/' || cast(counted.epoch as text) as name
from counted left join held on held.station = counted.station and held.epoch = counted.epoch
where held.numbers is null or held.numbers <> counted.numbers or held.least <> counted.least
	or held.most <> counted.most
union all
select cast(held.station as text) || '/' || cast(held.epoch as text)
from held left join counted on held.station = counted.station and held.epoch = counted.epoch
where counted.numbers is null
