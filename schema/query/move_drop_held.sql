delete from quarantine
where note <> 0 and not exists (select 1 from keep_note where keep_note.note = quarantine.note)
