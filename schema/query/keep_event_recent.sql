-- takes: $1 before_ms
insert into keep_event (event)
select no from event where at_ms >= $1 or got_ms >= $1
on conflict do nothing
