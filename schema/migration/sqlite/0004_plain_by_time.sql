-- Schema 4: the messages without a number stand in order of the time they say, so that a new one comes to stand near
-- the last ones. By hash alone each was written somewhere else, which halves the speed of appending by ten million.

pragma user_version = 4;
update meta set value = '4' where key = 'schema';

-- at_ms: of the event the message is; 0 for what was refused, and for what schema 3 knew already.
alter table plain rename to plain_3;
create table plain (
	at_ms integer not null,
	station integer not null,
	hash blob not null,
	primary key (at_ms, station, hash)
) without rowid, strict;
insert into plain (at_ms, station, hash) select 0, station, hash from plain_3 order by station, hash;
drop table plain_3;
