-- Items of events that are about to be moved.
-- takes: $1 archive
insert into archived_item (kind, code, archive)
select item.kind, item.code, $1
from event
	join link_settled as link on link.event = event.no
	join item on item.no = link.item
where (event.note <> 0 and not exists (select 1 from keep_note where keep_note.note = event.note))
	or (event.note = 0 and not exists (select 1 from keep_event where keep_event.event = event.no))
group by item.kind, item.code
on conflict do nothing
