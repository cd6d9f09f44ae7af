-- Schema 6: links come to places all over the table, and each takes a page with it to the disk. New ones stand in a
-- small table first, and are moved from there in the order of the large one (core/store/settle.c). `link` is both.

pragma user_version = 6;
update meta set value = '6' where key = 'schema';

alter table link rename to link_settled;

-- ---- derived ----

create table link_hot (
	item integer not null,
	at_ms integer not null,
	event integer not null,
	role text not null,
	mass_g integer,
	count integer,
	primary key (item, at_ms, event, role)
) without rowid, strict;

-- What all but the writer's own statements read. A link stands in one of the two.
create view link as
	select item, at_ms, event, role, mass_g, count from link_settled
	union all
	select item, at_ms, event, role, mass_g, count from link_hot;
