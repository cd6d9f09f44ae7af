-- Schema 2: a run stands under the least power of ten that it fits in, so that the few runs that hold a number
-- are found without looking at all that begin in the 100000 numbers before it.

pragma user_version = 2;
update meta set value = '2' where key = 'schema';

alter table run rename to run_1;
drop index run_by_lot;
create table run (
	gtin text not null,
	width integer not null,
	first integer not null,
	last integer not null,
	item integer not null,
	lot text not null,
	primary key (gtin, width, first, last, item)
) without rowid, strict;
create index run_by_lot on run (gtin, lot);
insert into run (gtin, width, first, last, item, lot)
select gtin,
	case when last - first < 10 then 10 when last - first < 100 then 100
		when last - first < 1000 then 1000 when last - first < 10000 then 10000
		else 100000 end,
	first, last, item, lot
from run_1;
drop table run_1;
