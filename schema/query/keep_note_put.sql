-- takes: $1 note
insert into keep_note (note) values ($1)
on conflict do nothing
