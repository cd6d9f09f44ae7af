delete from keep_note
