-- One step: notes that share numbers with one that is kept, which may stand on their lines.
insert into keep_note (note)
select distinct beside.no
from keep_note
	join note on note.no = keep_note.note
	join note as beside on beside.station = note.station and beside.epoch = note.epoch
		and beside.first > note.first - 256 and beside.first < note.first + note.count
		and beside.first + beside.count > note.first
where true
on conflict do nothing
