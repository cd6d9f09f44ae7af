-- Notes that are not kept.
-- takes: $1 after, $2 most
-- gives: no, got_ms
select note.no, note.got_ms
from note
where note.no > $1 and not exists (select 1 from keep_note where keep_note.note = note.no)
order by note.no
limit $2
