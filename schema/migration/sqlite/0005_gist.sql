-- Schema 5: what an event says of items stands beside it by number, so that a trace reads it without its line. The
-- index of links by event goes: this says more. It is derived: who brings a store up derives everything again.

pragma user_version = 5;
update meta set value = '5' where key = 'schema';

drop index link_by_event;

-- ---- derived ----

-- parts: each role and kind with its items, as said: "of pig 12 13;to group 7;in lot 90*12500#3" (no*grams#heads).
-- heads: its field count; mass_g, net_g: its fields kg and net_kg.
create table gist (
	event integer primary key,
	station integer not null,
	epoch integer not null,
	seq integer not null,
	at_ms integer not null,
	offset_min integer not null,
	kind text not null,
	heads integer,
	mass_g integer,
	net_g integer,
	parts text not null
) strict;
