-- Events whose note is not there or does not hold their number, and signed ones that have none.
-- gives: name
select cast(event.no as text) as name
from event left join note on note.no = event.note
where (event.note <> 0 or event.assurance = 'signed')
	and (note.no is null or note.station <> event.station or note.epoch <> event.epoch
		or event.seq < note.first or event.seq >= note.first + note.count)
order by event.no
