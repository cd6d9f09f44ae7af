-- Schema 1 of a pigtrace store in SQLite.
-- Numbers (no) are given by the one writer, in order, without gaps; 0 stands for "none".
-- Times are milliseconds since 1970 UTC. Absent text is null.

pragma application_id = 0x50696754; -- "PigT"
pragma user_version = 1;

create table meta (
	key text primary key,
	value text not null
) without rowid, strict;
insert into meta (key, value) values ('schema', '1');

-- ---- truth: written once, never changed ----

-- Every name that has ever spoken. The registry is another matter.
create table station (
	no integer primary key,
	name text not null unique
) strict;

-- A signed note as it came, but for its lines, which are rows of event and quarantine.
-- event_from: its accepted lines are among the count events from this number on.
create table note (
	no integer primary key,
	station integer not null,
	epoch integer not null,
	first integer not null,
	count integer not null,
	got_ms integer not null,
	event_from integer not null,
	signatures text not null
) strict;
create index note_by_first on note (station, epoch, first);

-- The log. body is the line as signed; the columns before it are read from it or from its note.
-- It has no index by (station, epoch, seq): one that grows at random would halve the speed of
-- appending; note_by_first leads to the few rows in question, and to the rest stray.
create table event (
	no integer primary key,
	station integer not null,
	epoch integer not null,
	seq integer not null,
	at_ms integer not null,
	got_ms integer not null,
	kind text not null,
	operator text,
	assurance text not null,
	note integer not null,
	body text not null
) strict;

-- BLAKE2b (16 bytes) of messages that carry no number, to know them when they come again.
create table plain (
	station integer not null,
	hash blob not null,
	primary key (station, hash)
) without rowid, strict;

-- What was refused, and why. seq 0: a whole message. settled_by: the event it has become since.
create table quarantine (
	no integer primary key,
	station text not null,
	epoch integer not null,
	seq integer not null,
	got_ms integer not null,
	note integer not null,
	topic text not null,
	raw blob not null,
	rule text not null,
	key text not null,
	at_byte integer not null,
	settled_by integer not null
) strict;
create index quarantine_by_seq on quarantine (station, epoch, seq);
create index quarantine_open on quarantine (station, epoch, no) where settled_by = 0;

-- ---- derived: made again by `pigtrace rebuild` ----

-- Numbered in the order of first mention in the log.
create table item (
	no integer primary key,
	kind text not null,
	code text not null,
	unique (kind, code)
) strict;

-- The graph: which item took part in which event, as what, and how much of it.
create table link (
	item integer not null,
	at_ms integer not null,
	event integer not null,
	role text not null,
	mass_g integer,
	count integer,
	primary key (item, at_ms, event, role)
) without rowid, strict;
create index link_by_event on link (event, item, role);

-- Packing runs, to find the one a package is of. The key's columns come first: SQLite 3.40 reports a
-- table without rowid as damaged ("NULL value in run.lot") if one of them stands behind another column.
create table run (
	gtin text not null,
	first integer not null,
	last integer not null,
	item integer not null,
	lot text not null,
	primary key (gtin, first, last, item)
) without rowid, strict;
create index run_by_lot on run (gtin, lot);

-- Numbers that are durable, as events or in quarantine: intervals that neither touch nor overlap.
create table received (
	station integer not null,
	epoch integer not null,
	first integer not null,
	last integer not null,
	primary key (station, epoch, first)
) without rowid, strict;

-- Numbered events that do not stand among the numbers their note set aside: lines that were held
-- first, and what came behind one in the same note.
create table stray (
	station integer not null,
	epoch integer not null,
	seq integer not null,
	event integer not null,
	primary key (station, epoch, seq, event)
) without rowid, strict;

-- The newest `add` and the newest `revoke` of a station; what the first says, and which is newer.
create table registry (
	station integer primary key,
	state text not null,
	trade text,
	proof text,
	key text,
	home text,
	title text,
	added_by integer not null,
	revoked_by integer not null
) strict;

-- (station, epoch, seq) has been corrected by event. The corrected one need not have come yet.
create table correction (
	station text not null,
	epoch integer not null,
	seq integer not null,
	event integer not null,
	reason text,
	primary key (station, epoch, seq, event)
) without rowid, strict;

-- When a station was last heard and in which epoch it counts now; how far its clock was off in the newest
-- (by epoch and number) of its events.
create table heard (
	station integer primary key,
	epoch integer not null,
	got_ms integer not null,
	events integer not null,
	newest_epoch integer not null,
	newest_seq integer not null,
	skew_ms integer not null
) strict;
