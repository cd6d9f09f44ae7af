#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# doctor_says EXIT CHECK WORDS [OPTION...]: it finds that, and nothing else is wrong but of this check.
doctor_says() {
	local exit=$1 check=$2 words=$3
	shift 3
	run "-$exit" --separate-stderr pigtrace doctor --json "$@"
	printf '%s' "$output" >"$T/doctor.json"
	python3 - "$T/doctor.json" "$check" "$words" <<'PY'
import json, sys
said = json.load(open(sys.argv[1]))
wrong = [c for c in said["checks"] if c["wrong"]]
assert [c["check"] for c in wrong] == sys.argv[2].split(), wrong
assert not sys.argv[2] or any(sys.argv[3] in f for f in wrong[0]["findings"]), wrong
PY
}

# filled_home: the home of fill_store, made once for all tests of this file; nothing runs in it.
filled_home() {
	if [ ! -d "$BATS_FILE_TMPDIR/home" ]; then
		fill_store
		stop_broker
		cp -r "$PIGTRACE_HOME" "$BATS_FILE_TMPDIR/home"
		return
	fi
	cp -r "$BATS_FILE_TMPDIR/home" "$PIGTRACE_HOME"
	PORT=$(sed -n 's/^port *= *//p' "$PIGTRACE_HOME/collectd.conf")
}

# spoil SQL WORDS CHECK: a copy of the sound store that another program has changed.
spoil() {
	rm -f "$STORE"*
	cp "$T/sound.db" "$STORE"
	sqlite3 "$STORE" "$1"
}

@test "a sound store is found sound, beside a gateway that runs, and nothing of it is touched" {
	fill_store
	doctor_says 0 "" ""
	start_collectd
	post_text scale-01 "$(weighing 77)"
	wait_for 10 sql_is "select count(*) from event where body like '%114113000000077%'" 1
	wal=$(stat -c %s "$STORE-wal")
	before=$(sha256sum <"$STORE")
	[ "$wal" -gt 0 ]
	pigtrace --lang zh doctor --quick | grep -q '^略过 '
	doctor_says 0 "" ""
	# Nobody has moved the write-ahead log, and nothing is left beside the store.
	[ "$(stat -c %s "$STORE-wal")" = "$wal" ]
	[ "$(sha256sum <"$STORE")" = "$before" ]
	[ -z "$(find "$PIGTRACE_HOME" -name '*doctor*' -o -name '*.new*')" ]
	# Every check has looked at something, and signatures at every note.
	python3 -c 'import json,sys
for c in json.load(open(sys.argv[2]))["checks"]:
    assert c["looked"] > 0 or c["check"] == "archives", c
    assert c["check"] != "signatures" or c["looked"] == int(sys.argv[1]), c' "$(sql 'select count(*) from note')" "$T/doctor.json"
	stop_collectd
}

@test "every kind of damage is found, and named" {
	filled_home
	cp "$STORE" "$T/sound.db"
	signed="(select no from event where note > 0 and kind = 'weigh' order by no limit 1)"

	# What was said: one letter of one event, its time, its operator, its note.
	spoil "update event set body = replace(body, '\"kg\":\"', '\"kg\":\"1') where no = $signed"
	doctor_says 4 signatures "does not verify" --quick
	spoil "update event set at_ms = at_ms + 1 where no = $signed"
	doctor_says 4 log "another time, kind or operator" --quick
	spoil "update event set operator = 'op-99' where no = $signed"
	doctor_says 4 log "another time, kind or operator" --quick
	spoil "update event set body = 'nonsense' where seq = 0 and no = (select max(no) from event where seq = 0)"
	doctor_says 4 "log plain" "cannot be read" --quick
	spoil "delete from plain"
	doctor_says 4 plain "its bytes are not known" --quick
	spoil "update note set signatures = substr(signatures, 1, 60) ||
		case substr(signatures, 61, 1) when 'A' then 'B' else 'A' end || substr(signatures, 62)
		where no = (select max(no) from note)"
	doctor_says 4 signatures "does not verify" --quick
	spoil "update quarantine set settled_by = 999999 where no = 1"
	doctor_says 4 log "has become an event that is not there" --quick

	# What follows from it.
	spoil "delete from link_hot where event = $signed"
	doctor_says 4 derived "table link has"
	spoil "update item set code = code || '9' where no = 5"
	doctor_says 4 derived "table item has"
	spoil "update registry set state = 'active'"
	doctor_says 4 derived "table registry has"
	spoil "delete from heard"
	doctor_says 4 derived "table heard has nothing where"
	spoil "insert into correction values ('farm-01', 1, 1, 2, 'made up')"
	doctor_says 4 derived "made up"
	pigtrace rebuild
	doctor_says 0 "" ""

	# A row that is gone, and the file itself.
	spoil "delete from event where no = $signed"
	run -4 --separate-stderr pigtrace doctor --quick
	[[ "$output" = *"is not there"* ]]
	spoil "update received set last = last + 1 where first = (select max(first) from received)"
	run -4 --separate-stderr pigtrace doctor --quick
	[[ "$output" = *"numbers:"*"are not the numbers that are there"* ]]
	spoil "insert into received select station, epoch, last + 1, last + 1 from received limit 1"
	run -4 --separate-stderr pigtrace doctor --quick
	[[ "$output" = *"touches the one before it"* ]]
	cp "$T/sound.db" "$STORE"
	python3 - "$STORE" <<'PY'
import sys
f = open(sys.argv[1], "r+b"); f.seek(0, 2); size = f.tell()
for page in range(3, size // 8192, 7):
    f.seek(page * 8192 + 8); f.write(b"\xff" * 40)
PY
	run --separate-stderr pigtrace doctor --quick
	[ "$status" = 4 ] || [ "$status" = 1 ]
	[ -n "$output$stderr" ]
}
