-- Schema 6 of a pigtrace store in PostgreSQL, which begins with it: the tables of SQLite's first six, where what each
-- is for is said. Text is in order of bytes, as there.

create table meta (
	key text collate "C" primary key,
	value text collate "C" not null
);
insert into meta (key, value) values ('application', 'pigtrace'), ('schema', '6');

-- SQLite's hex() of either type: what two columns of different type have to be compared by.
create function hex(said bytea) returns text language sql immutable as
	$$ select upper(encode(said, 'hex')) $$;
create function hex(said text) returns text language sql immutable as
	$$ select upper(encode(convert_to(said, 'UTF8'), 'hex')) $$;

-- ---- truth: written once, never changed ----

create table station (
	no bigint primary key,
	name text collate "C" not null unique
);

create table note (
	no bigint primary key,
	station bigint not null,
	epoch bigint not null,
	first bigint not null,
	count bigint not null,
	got_ms bigint not null,
	event_from bigint not null,
	signatures text collate "C" not null
);
create index note_by_first on note (station, epoch, first);

create table event (
	no bigint primary key,
	station bigint not null,
	epoch bigint not null,
	seq bigint not null,
	at_ms bigint not null,
	got_ms bigint not null,
	kind text collate "C" not null,
	operator text collate "C",
	assurance text collate "C" not null,
	note bigint not null,
	body text collate "C" not null
);

create table plain (
	at_ms bigint not null,
	station bigint not null,
	hash bytea not null,
	primary key (at_ms, station, hash)
);

create table quarantine (
	no bigint primary key,
	station text collate "C" not null,
	epoch bigint not null,
	seq bigint not null,
	got_ms bigint not null,
	note bigint not null,
	topic text collate "C" not null,
	raw bytea not null,
	rule text collate "C" not null,
	key text collate "C" not null,
	at_byte bigint not null,
	settled_by bigint not null
);
create index quarantine_by_seq on quarantine (station, epoch, seq);
create index quarantine_open on quarantine (station, epoch, no) where settled_by = 0;

create table archive (
	no bigint primary key,
	name text collate "C" not null,
	made_ms bigint not null,
	before_ms bigint not null,
	notes bigint not null,
	plain bigint not null,
	sha256 text collate "C" not null
);

create table archived (
	station bigint not null,
	epoch bigint not null,
	seq bigint not null,
	hash bytea not null,
	got_ms bigint not null,
	archive bigint not null,
	primary key (station, epoch, seq, hash)
);

create table archived_item (
	kind text collate "C" not null,
	code text collate "C" not null,
	archive bigint not null,
	primary key (kind, code, archive)
);

-- ---- derived: made again by `pigtrace rebuild` ----

create table item (
	no bigint primary key,
	kind text collate "C" not null,
	code text collate "C" not null,
	unique (kind, code)
);

create table link_settled (
	item bigint not null,
	at_ms bigint not null,
	event bigint not null,
	role text collate "C" not null,
	mass_g bigint,
	count bigint,
	primary key (item, at_ms, event, role)
);

create table link_hot (
	item bigint not null,
	at_ms bigint not null,
	event bigint not null,
	role text collate "C" not null,
	mass_g bigint,
	count bigint,
	primary key (item, at_ms, event, role)
);

create view link as
	select item, at_ms, event, role, mass_g, count from link_settled
	union all
	select item, at_ms, event, role, mass_g, count from link_hot;

create table gist (
	event bigint primary key,
	station bigint not null,
	epoch bigint not null,
	seq bigint not null,
	at_ms bigint not null,
	offset_min bigint not null,
	kind text collate "C" not null,
	heads bigint,
	mass_g bigint,
	net_g bigint,
	parts text collate "C" not null
);

create table run (
	gtin text collate "C" not null,
	width bigint not null,
	first bigint not null,
	last bigint not null,
	item bigint not null,
	lot text collate "C" not null,
	primary key (gtin, width, first, last, item)
);
create index run_by_lot on run (gtin, lot);

create table received (
	station bigint not null,
	epoch bigint not null,
	first bigint not null,
	last bigint not null,
	primary key (station, epoch, first)
);

create table stray (
	station bigint not null,
	epoch bigint not null,
	seq bigint not null,
	event bigint not null,
	primary key (station, epoch, seq, event)
);

create table registry (
	station bigint primary key,
	state text collate "C" not null,
	trade text collate "C",
	proof text collate "C",
	key text collate "C",
	home text collate "C",
	title text collate "C",
	added_by bigint not null,
	revoked_by bigint not null
);

create table correction (
	station text collate "C" not null,
	epoch bigint not null,
	seq bigint not null,
	event bigint not null,
	reason text collate "C",
	primary key (station, epoch, seq, event)
);

create table heard (
	station bigint primary key,
	epoch bigint not null,
	got_ms bigint not null,
	events bigint not null,
	newest_epoch bigint not null,
	newest_seq bigint not null,
	skew_ms bigint not null
);

-- ---- what is to stay, while an archive is made; empty otherwise ----

create table keep_item (
	item bigint primary key
);
create table keep_span (
	item bigint not null,
	since_ms bigint not null,
	until_ms bigint not null,
	primary key (item, since_ms, until_ms)
);
create table keep_event (
	event bigint primary key
);
create table keep_note (
	note bigint primary key
);
