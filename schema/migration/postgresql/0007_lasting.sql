-- Schema 7: as in SQLite.

update meta set value = '7' where key = 'schema';

create table lasting (
	item bigint not null,
	until_ms bigint not null,
	event bigint not null,
	at_ms bigint not null,
	primary key (item, until_ms, event)
);
