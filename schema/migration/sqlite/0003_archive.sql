-- Schema 3: what is past its time can be moved into archive files.

pragma user_version = 3;
update meta set value = '3' where key = 'schema';

-- ---- truth ----

-- A file that notes were moved to; sha256 of its text, in hex.
create table archive (
	no integer primary key,
	name text not null,
	made_ms integer not null,
	before_ms integer not null,
	notes integer not null,
	plain integer not null,
	sha256 text not null
) strict;

-- Numbers that were received and moved, with the BLAKE2b (16 bytes) of their lines, to know them when they
-- come again.
create table archived (
	station integer not null,
	epoch integer not null,
	seq integer not null,
	hash blob not null,
	got_ms integer not null,
	archive integer not null,
	primary key (station, epoch, seq, hash)
) without rowid, strict;

-- Items of which the record here lacks something that is in an archive.
create table archived_item (
	kind text not null,
	code text not null,
	archive integer not null,
	primary key (kind, code, archive)
) without rowid, strict;

-- ---- what is to stay, while an archive is made; empty otherwise ----

create table keep_item (
	item integer primary key
) strict;
create table keep_span (
	item integer not null,
	since_ms integer not null,
	until_ms integer not null,
	primary key (item, since_ms, until_ms)
) without rowid, strict;
create table keep_event (
	event integer primary key
) strict;
create table keep_note (
	note integer primary key
) strict;
