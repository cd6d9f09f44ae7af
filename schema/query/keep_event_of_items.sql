insert into keep_event (event)
select distinct link.event from keep_item join link_settled as link on link.item = keep_item.item
where true
on conflict do nothing
