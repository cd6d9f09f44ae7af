-- What an event gave out.
-- takes: $1 event
insert into keep_item (item)
select link.item from link_settled as link where link.event = $1 and link.role = 'out'
on conflict do nothing
