-- Notes that came late, and those a line of which is still held.
-- takes: $1 before_ms
insert into keep_note (note)
select no from note where got_ms >= $1
union
select note from quarantine where note <> 0 and settled_by = 0
on conflict do nothing
