-- A store of version 7: the same as version 6, brought up; a treatment that goes on for three days.
pragma page_size = 8192;
pragma application_id = 0x50696754;
pragma user_version = 7;
pragma journal_mode = wal;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
	key text primary key,
	value text not null
) without rowid, strict;
INSERT INTO meta VALUES('schema','7');
CREATE TABLE station (
	no integer primary key,
	name text not null unique
) strict;
INSERT INTO station VALUES(1,'s-1');
INSERT INTO station VALUES(2,'s-0');
INSERT INTO station VALUES(3,'new-2');
INSERT INTO station VALUES(4,'s-3');
INSERT INTO station VALUES(5,'new-4');
INSERT INTO station VALUES(6,'s-2');
INSERT INTO station VALUES(7,'new-3');
INSERT INTO station VALUES(8,'new-1');
INSERT INTO station VALUES(9,'new-5');
CREATE TABLE note (
	no integer primary key,
	station integer not null,
	epoch integer not null,
	first integer not null,
	count integer not null,
	got_ms integer not null,
	event_from integer not null,
	signatures text not null
) strict;
INSERT INTO note VALUES(1,1,1,1,2,1795147200000,1,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(2,2,2,1,3,1795147200000,2,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(3,1,2,2,3,1795147200000,3,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(4,2,1,2,2,1795147200000,4,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(5,4,1,1,3,1795147200000,6,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(6,6,2,1,3,1795147200000,7,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(7,4,1,2,1,1795147200000,7,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(8,4,2,3,3,1795147200000,8,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(9,2,2,3,1,1795147200000,9,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(10,6,1,2,3,1795147200000,10,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(11,1,1,3,3,1795147200000,11,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(12,2,1,4,1,1795147200000,12,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(13,4,1,4,3,1795147200000,15,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(14,1,1,4,3,1795147200000,16,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(15,6,1,3,1,1795147200000,17,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(16,1,1,5,3,1795147200000,18,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(17,4,1,5,2,1795147200000,19,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(18,6,2,4,3,1795147200000,20,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(19,2,2,5,3,1795147200000,21,replace('— x AAAA\n','\n',char(10)));
INSERT INTO note VALUES(20,6,1,5,2,1795147200000,21,replace('— x AAAA\n','\n',char(10)));
CREATE TABLE event (
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
INSERT INTO event VALUES(1,1,1,1,1795130460000,1795147200000,'pack',NULL,'signed',1,'{"do":"pack","at":"2026-11-20T07:21:00+08:00","in":"lot:06901234000016/L3","out":{"id":"run:06901234000016/L1/1-400","count":400}}');
INSERT INTO event VALUES(2,2,2,1,1795141200000,1795147200000,'medicate',NULL,'signed',2,'{"do":"medicate","at":"2026-11-20T10:20:00+08:00","of":"group:1411300001/F4","in":{"id":"input:nongda/F1","kg":"7.25"},"withdrawal_days":7,"until":"2026-11-23T10:20:00+08:00","place":"place:barn"}');
INSERT INTO event VALUES(3,1,2,2,1795152540000,1795147200000,'correct',NULL,'signed',3,'{"do":"correct","at":"2026-11-20T13:29:00+08:00","event":"s-0/1/1","reason":"写错"}');
INSERT INTO event VALUES(4,2,1,2,1795150740000,1795147200000,'station',NULL,'signed',4,'{"do":"station","at":"2026-11-20T12:59:00+08:00","of":"station:new-2","action":"revoke"}');
INSERT INTO event VALUES(5,1,0,0,1795161720000,1795147200000,'correct',NULL,'broker',0,'{"do":"correct","at":"2026-11-20T16:02:00+08:00","event":"s-0/1/3","reason":"写错"}');
INSERT INTO event VALUES(6,4,1,1,1795109580000,1795147200000,'station',NULL,'signed',5,'{"do":"station","at":"2026-11-20T01:33:00+08:00","of":"station:new-4","action":"add","trade":"farm","proof":"plain","title":"x"}');
INSERT INTO event VALUES(7,4,1,2,1795170600000,1795147200000,'station',NULL,'signed',7,'{"do":"station","at":"2026-11-20T18:30:00+08:00","of":"station:new-3","action":"revoke"}');
INSERT INTO event VALUES(8,4,2,3,1795163820000,1795147200000,'station',NULL,'signed',8,'{"do":"station","at":"2026-11-20T16:37:00+08:00","of":"station:new-1","action":"add","trade":"farm","proof":"plain","title":"x"}');
INSERT INTO event VALUES(9,2,2,3,1795129980000,1795147200000,'correct',NULL,'signed',9,'{"do":"correct","at":"2026-11-20T07:13:00+08:00","event":"s-0/1/5","reason":"写错"}');
INSERT INTO event VALUES(10,6,1,2,1795175460000,1795147200000,'station',NULL,'signed',10,'{"do":"station","at":"2026-11-20T19:51:00+08:00","of":"station:new-1","action":"add","trade":"farm","proof":"plain","title":"x"}');
INSERT INTO event VALUES(11,1,1,3,1795159740000,1795147200000,'pack',NULL,'signed',11,'{"do":"pack","at":"2026-11-20T15:29:00+08:00","in":"lot:06901234000016/L5","out":{"id":"run:06901234000016/L1/1-400","count":400}}');
INSERT INTO event VALUES(12,2,1,4,1795153200000,1795147200000,'station',NULL,'signed',12,'{"do":"station","at":"2026-11-20T13:40:00+08:00","of":"station:new-5","action":"add","trade":"farm","proof":"plain","title":"x"}');
INSERT INTO event VALUES(13,6,0,0,1795167480000,1795147200000,'pack',NULL,'broker',0,'{"do":"pack","at":"2026-11-20T17:38:00+08:00","in":"lot:06901234000016/L3","out":{"id":"run:06901234000016/L1/1-400","count":400}}');
INSERT INTO event VALUES(14,6,0,0,1795108140000,1795147200000,'station',NULL,'broker',0,'{"do":"station","at":"2026-11-20T01:09:00+08:00","of":"station:new-4","action":"add","trade":"farm","proof":"plain","title":"x"}');
INSERT INTO event VALUES(15,4,1,4,1795153680000,1795147200000,'weigh',NULL,'signed',13,'{"do":"weigh","at":"2026-11-20T13:48:00+08:00","of":"pig:114113000000002","kg":"99.5"}');
INSERT INTO event VALUES(16,1,1,4,1795141200000,1795147200000,'weigh',NULL,'signed',14,'{"do":"weigh","at":"2026-11-20T10:20:00+08:00","of":"pig:114113000000005","kg":"99.5"}');
INSERT INTO event VALUES(17,6,1,3,1795104480000,1795147200000,'station',NULL,'signed',15,'{"do":"station","at":"2026-11-20T00:08:00+08:00","of":"station:new-3","action":"add","trade":"farm","proof":"plain","title":"x"}');
INSERT INTO event VALUES(18,1,1,5,1795177020000,1795147200000,'feed',NULL,'signed',16,'{"do":"feed","at":"2026-11-20T20:17:00+08:00","of":"group:1411300001/F5","in":{"id":"input:nongda/F1","kg":"7.25"},"place":"place:barn"}');
INSERT INTO event VALUES(19,4,1,5,1795129320000,1795147200000,'station',NULL,'signed',17,'{"do":"station","at":"2026-11-20T07:02:00+08:00","of":"station:new-1","action":"add","trade":"farm","proof":"plain","title":"x"}');
INSERT INTO event VALUES(20,6,0,0,1795183440000,1795147200000,'weigh',NULL,'broker',0,'{"do":"weigh","at":"2026-11-20T22:04:00+08:00","of":"pig:114113000000001","kg":"99.5"}');
INSERT INTO event VALUES(21,6,1,5,1795156800000,1795147200000,'correct',NULL,'signed',20,'{"do":"correct","at":"2026-11-20T14:40:00+08:00","event":"s-0/1/1","reason":"写错"}');
INSERT INTO event VALUES(22,4,0,0,1795185180000,1795147200000,'station',NULL,'broker',0,'{"do":"station","at":"2026-11-20T22:33:00+08:00","of":"station:new-3","action":"revoke"}');
CREATE TABLE quarantine (
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
INSERT INTO quarantine VALUES(1,'s-3',2,3,1795147200000,8,'pigtrace/v1/x/up',X'7b22646f223a2273746174696f6e222c226174223a22323032362d31312d32305431363a33373a30302b30383a3030222c226f66223a2273746174696f6e3a6e65772d31222c22616374696f6e223a22616464222c227472616465223a226661726d222c2270726f6f66223a22706c61696e222c227469746c65223a2278227d','R-EVT-01','kg',7,8);
INSERT INTO quarantine VALUES(2,'s-3',1,4,1795147200000,13,'pigtrace/v1/x/up',X'7b22646f223a227765696768222c226174223a22323032362d31312d32305431333a34383a30302b30383a3030222c226f66223a227069673a313134313133303030303030303032222c226b67223a2239392e35227d','R-EVT-01','kg',7,15);
INSERT INTO quarantine VALUES(3,'s-1',1,4,1795147200000,14,'pigtrace/v1/x/up',X'7b22646f223a227765696768222c226174223a22323032362d31312d32305431303a32303a30302b30383a3030222c226f66223a227069673a313134313133303030303030303035222c226b67223a2239392e35227d','R-EVT-01','kg',7,16);
CREATE TABLE item (
	no integer primary key,
	kind text not null,
	code text not null,
	unique (kind, code)
) strict;
INSERT INTO item VALUES(1,'lot','06901234000016/L3');
INSERT INTO item VALUES(2,'run','06901234000016/L1/1-400');
INSERT INTO item VALUES(3,'group','1411300001/F4');
INSERT INTO item VALUES(4,'input','nongda/F1');
INSERT INTO item VALUES(5,'place','barn');
INSERT INTO item VALUES(6,'station','new-2');
INSERT INTO item VALUES(7,'station','new-4');
INSERT INTO item VALUES(8,'station','new-3');
INSERT INTO item VALUES(9,'station','new-1');
INSERT INTO item VALUES(10,'lot','06901234000016/L5');
INSERT INTO item VALUES(11,'station','new-5');
INSERT INTO item VALUES(12,'pig','114113000000002');
INSERT INTO item VALUES(13,'pig','114113000000005');
INSERT INTO item VALUES(14,'group','1411300001/F5');
INSERT INTO item VALUES(15,'pig','114113000000001');
CREATE TABLE IF NOT EXISTS "link_settled" (
	item integer not null,
	at_ms integer not null,
	event integer not null,
	role text not null,
	mass_g integer,
	count integer,
	primary key (item, at_ms, event, role)
) without rowid, strict;
INSERT INTO link_settled VALUES(1,1795130460000,1,'in',NULL,NULL);
INSERT INTO link_settled VALUES(1,1795167480000,13,'in',NULL,NULL);
INSERT INTO link_settled VALUES(2,1795130460000,1,'out',NULL,400);
INSERT INTO link_settled VALUES(2,1795159740000,11,'out',NULL,400);
INSERT INTO link_settled VALUES(2,1795167480000,13,'out',NULL,400);
INSERT INTO link_settled VALUES(3,1795141200000,2,'of',NULL,NULL);
INSERT INTO link_settled VALUES(4,1795141200000,2,'in',7250,NULL);
INSERT INTO link_settled VALUES(4,1795177020000,18,'in',7250,NULL);
INSERT INTO link_settled VALUES(5,1795141200000,2,'site',NULL,NULL);
INSERT INTO link_settled VALUES(5,1795177020000,18,'site',NULL,NULL);
INSERT INTO link_settled VALUES(6,1795150740000,4,'of',NULL,NULL);
INSERT INTO link_settled VALUES(7,1795108140000,14,'of',NULL,NULL);
CREATE TABLE received (
	station integer not null,
	epoch integer not null,
	first integer not null,
	last integer not null,
	primary key (station, epoch, first)
) without rowid, strict;
INSERT INTO received VALUES(1,1,1,1);
INSERT INTO received VALUES(1,1,3,5);
INSERT INTO received VALUES(1,2,2,2);
INSERT INTO received VALUES(2,1,2,2);
INSERT INTO received VALUES(2,1,4,4);
INSERT INTO received VALUES(2,2,1,1);
INSERT INTO received VALUES(2,2,3,3);
INSERT INTO received VALUES(4,1,1,2);
INSERT INTO received VALUES(4,1,4,5);
INSERT INTO received VALUES(4,2,3,3);
INSERT INTO received VALUES(6,1,2,3);
INSERT INTO received VALUES(6,1,5,5);
CREATE TABLE stray (
	station integer not null,
	epoch integer not null,
	seq integer not null,
	event integer not null,
	primary key (station, epoch, seq, event)
) without rowid, strict;
CREATE TABLE registry (
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
INSERT INTO registry VALUES(3,'revoked',NULL,NULL,NULL,NULL,NULL,0,4);
INSERT INTO registry VALUES(5,'active','farm','plain',NULL,NULL,'x',6,0);
INSERT INTO registry VALUES(7,'revoked','farm','plain',NULL,NULL,'x',17,22);
INSERT INTO registry VALUES(8,'active','farm','plain',NULL,NULL,'x',10,0);
INSERT INTO registry VALUES(9,'active','farm','plain',NULL,NULL,'x',12,0);
CREATE TABLE correction (
	station text not null,
	epoch integer not null,
	seq integer not null,
	event integer not null,
	reason text,
	primary key (station, epoch, seq, event)
) without rowid, strict;
INSERT INTO correction VALUES('s-0',1,1,3,'写错');
INSERT INTO correction VALUES('s-0',1,1,21,'写错');
INSERT INTO correction VALUES('s-0',1,3,5,'写错');
INSERT INTO correction VALUES('s-0',1,5,9,'写错');
CREATE TABLE heard (
	station integer primary key,
	epoch integer not null,
	got_ms integer not null,
	events integer not null,
	newest_epoch integer not null,
	newest_seq integer not null,
	skew_ms integer not null
) strict;
INSERT INTO heard VALUES(1,2,1795147200000,6,2,2,-5340000);
INSERT INTO heard VALUES(2,2,1795147200000,4,2,3,17220000);
INSERT INTO heard VALUES(4,2,1795147200000,6,2,3,-16620000);
INSERT INTO heard VALUES(6,1,1795147200000,6,1,5,-9600000);
CREATE TABLE run (
	gtin text not null,
	width integer not null,
	first integer not null,
	last integer not null,
	item integer not null,
	lot text not null,
	primary key (gtin, width, first, last, item)
) without rowid, strict;
INSERT INTO run VALUES('06901234000016',1000,1,400,2,'L1');
CREATE TABLE archive (
	no integer primary key,
	name text not null,
	made_ms integer not null,
	before_ms integer not null,
	notes integer not null,
	plain integer not null,
	sha256 text not null
) strict;
CREATE TABLE archived (
	station integer not null,
	epoch integer not null,
	seq integer not null,
	hash blob not null,
	got_ms integer not null,
	archive integer not null,
	primary key (station, epoch, seq, hash)
) without rowid, strict;
CREATE TABLE archived_item (
	kind text not null,
	code text not null,
	archive integer not null,
	primary key (kind, code, archive)
) without rowid, strict;
CREATE TABLE keep_item (
	item integer primary key
) strict;
CREATE TABLE keep_span (
	item integer not null,
	since_ms integer not null,
	until_ms integer not null,
	primary key (item, since_ms, until_ms)
) without rowid, strict;
CREATE TABLE keep_event (
	event integer primary key
) strict;
CREATE TABLE keep_note (
	note integer primary key
) strict;
CREATE TABLE plain (
	at_ms integer not null,
	station integer not null,
	hash blob not null,
	primary key (at_ms, station, hash)
) without rowid, strict;
INSERT INTO plain VALUES(0,1,X'805e0fbcc38dc0bb289505eb80b0f8cb');
INSERT INTO plain VALUES(0,4,X'86d62df3a91e249c223c7001e3706f20');
INSERT INTO plain VALUES(0,6,X'28190f10ed82c64cf125ba7ec06c1d6f');
INSERT INTO plain VALUES(0,6,X'c8fc4b382648b8661fa20844d7328618');
INSERT INTO plain VALUES(0,6,X'f2779303beaf516903ee291fc93a767b');
CREATE TABLE gist (
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
INSERT INTO gist VALUES(1,1,1,1,1795130460000,480,'pack',NULL,NULL,NULL,'in lot 1;out run 2#400');
INSERT INTO gist VALUES(2,2,2,1,1795141200000,480,'medicate',NULL,NULL,NULL,'of group 3;in input 4*7250;site place 5');
INSERT INTO gist VALUES(3,1,2,2,1795152540000,480,'correct',NULL,NULL,NULL,'');
INSERT INTO gist VALUES(4,2,1,2,1795150740000,480,'station',NULL,NULL,NULL,'of station 6');
INSERT INTO gist VALUES(5,1,0,0,1795161720000,480,'correct',NULL,NULL,NULL,'');
INSERT INTO gist VALUES(6,4,1,1,1795109580000,480,'station',NULL,NULL,NULL,'of station 7');
INSERT INTO gist VALUES(7,4,1,2,1795170600000,480,'station',NULL,NULL,NULL,'of station 8');
INSERT INTO gist VALUES(8,4,2,3,1795163820000,480,'station',NULL,NULL,NULL,'of station 9');
INSERT INTO gist VALUES(9,2,2,3,1795129980000,480,'correct',NULL,NULL,NULL,'');
INSERT INTO gist VALUES(10,6,1,2,1795175460000,480,'station',NULL,NULL,NULL,'of station 9');
INSERT INTO gist VALUES(11,1,1,3,1795159740000,480,'pack',NULL,NULL,NULL,'in lot 10;out run 2#400');
INSERT INTO gist VALUES(12,2,1,4,1795153200000,480,'station',NULL,NULL,NULL,'of station 11');
INSERT INTO gist VALUES(13,6,0,0,1795167480000,480,'pack',NULL,NULL,NULL,'in lot 1;out run 2#400');
INSERT INTO gist VALUES(14,6,0,0,1795108140000,480,'station',NULL,NULL,NULL,'of station 7');
INSERT INTO gist VALUES(15,4,1,4,1795153680000,480,'weigh',NULL,99500,NULL,'of pig 12');
INSERT INTO gist VALUES(16,1,1,4,1795141200000,480,'weigh',NULL,99500,NULL,'of pig 13');
INSERT INTO gist VALUES(17,6,1,3,1795104480000,480,'station',NULL,NULL,NULL,'of station 8');
INSERT INTO gist VALUES(18,1,1,5,1795177020000,480,'feed',NULL,NULL,NULL,'of group 14;in input 4*7250;site place 5');
INSERT INTO gist VALUES(19,4,1,5,1795129320000,480,'station',NULL,NULL,NULL,'of station 9');
INSERT INTO gist VALUES(20,6,0,0,1795183440000,480,'weigh',NULL,99500,NULL,'of pig 15');
INSERT INTO gist VALUES(21,6,1,5,1795156800000,480,'correct',NULL,NULL,NULL,'');
INSERT INTO gist VALUES(22,4,0,0,1795185180000,480,'station',NULL,NULL,NULL,'of station 8');
CREATE TABLE link_hot (
	item integer not null,
	at_ms integer not null,
	event integer not null,
	role text not null,
	mass_g integer,
	count integer,
	primary key (item, at_ms, event, role)
) without rowid, strict;
INSERT INTO link_hot VALUES(7,1795109580000,6,'of',NULL,NULL);
INSERT INTO link_hot VALUES(8,1795104480000,17,'of',NULL,NULL);
INSERT INTO link_hot VALUES(8,1795170600000,7,'of',NULL,NULL);
INSERT INTO link_hot VALUES(8,1795185180000,22,'of',NULL,NULL);
INSERT INTO link_hot VALUES(9,1795129320000,19,'of',NULL,NULL);
INSERT INTO link_hot VALUES(9,1795163820000,8,'of',NULL,NULL);
INSERT INTO link_hot VALUES(9,1795175460000,10,'of',NULL,NULL);
INSERT INTO link_hot VALUES(10,1795159740000,11,'in',NULL,NULL);
INSERT INTO link_hot VALUES(11,1795153200000,12,'of',NULL,NULL);
INSERT INTO link_hot VALUES(12,1795153680000,15,'of',NULL,NULL);
INSERT INTO link_hot VALUES(13,1795141200000,16,'of',NULL,NULL);
INSERT INTO link_hot VALUES(14,1795177020000,18,'of',NULL,NULL);
INSERT INTO link_hot VALUES(15,1795183440000,20,'of',NULL,NULL);
CREATE TABLE lasting (
	item integer not null,
	until_ms integer not null,
	event integer not null,
	at_ms integer not null,
	primary key (item, until_ms, event)
) without rowid, strict;
INSERT INTO lasting VALUES(3,1795400400000,2,1795141200000);
CREATE INDEX note_by_first on note (station, epoch, first);
CREATE INDEX quarantine_by_seq on quarantine (station, epoch, seq);
CREATE INDEX quarantine_open on quarantine (station, epoch, no) where settled_by = 0;
CREATE INDEX run_by_lot on run (gtin, lot);
CREATE VIEW link as
	select item, at_ms, event, role, mass_g, count from link_settled
	union all
	select item, at_ms, event, role, mass_g, count from link_hot;
COMMIT;
