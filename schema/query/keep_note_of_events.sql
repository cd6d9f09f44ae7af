insert into keep_note (note)
select distinct event.note from keep_event join event on event.no = keep_event.event
where event.note <> 0
on conflict do nothing
