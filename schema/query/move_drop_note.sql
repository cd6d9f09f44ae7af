delete from note where not exists (select 1 from keep_note where keep_note.note = note.no)
