delete from event
where (note <> 0 and not exists (select 1 from keep_note where keep_note.note = event.note))
	or (note = 0 and not exists (select 1 from keep_event where keep_event.event = event.no))
