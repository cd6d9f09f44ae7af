-- Schema 7: what is said of a group until some time holds for who joins it meanwhile, too. Who looks back from such a
-- joining finds it here, however long ago it began.

pragma user_version = 7;
update meta set value = '7' where key = 'schema';

-- ---- derived ----

create table lasting (
	item integer not null,
	until_ms integer not null,
	event integer not null,
	at_ms integer not null,
	primary key (item, until_ms, event)
) without rowid, strict;
