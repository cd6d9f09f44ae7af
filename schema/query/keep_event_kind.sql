-- takes: $1 kind
insert into keep_event (event)
select no from event where kind = $1
on conflict do nothing
