#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

prepare() {
	start_all
	make_season "$T/season" --pigs 10 --seed 91
	register_season "$T/season"
	make_notes "$T/one" --pigs 10 --seed 91 --wrong 0 --bundle 8
	make_notes "$T/two" --pigs 10 --seed 92 --wrong 0 --bundle 8
	one=$(find "$T/one" -name '*-farm-01.note' | sort | head -n 1)
	two=$(find "$T/two" -name '*-farm-01.note' | sort | head -n 1)
	[ "$(head -n 1 "$one")" = "$(head -n 1 "$two")" ]
}

# What comes again is counted; how many messages have come is not only ours to say (a station tells its state, too).
repeated() { [ "$(log_sum repeated)" -ge "$1" ]; }

receipt_tells() { newest_receipt farm-01 | grep -q "$1"; }

farm_events="select count(*) from event e join station s on s.no = e.station where s.name = 'farm-01'"

@test "the same number with the same bytes is stored once and receipted each time" {
	prepare
	post farm-01 "$one"
	wait_for 10 sql_is "$farm_events" 8
	newest_receipt farm-01 >"$T/first"
	# -R: only what is published from now on.
	start mosquitto_sub -p "$PORT" -u farm-01 -P "$(cat "$PIGTRACE_HOME/stations/farm-01/password")" -q 1 \
		-t pigtrace/v1/farm-01/receipt -R -C 2 -W 20 >"$T/again"
	listener=$STARTED
	sleep 0.5
	post farm-01 "$one"
	wait_for 10 repeated 8
	post farm-01 "$one"
	ended "$listener"
	[ "$CODE" = 0 ]
	[ "$(grep -c '^pigtrace-receipt/v1 farm-01 1 8$' "$T/again")" = 2 ]
	sql_is "$farm_events" 8
	sql_is 'select count(*) from quarantine' 0
	sql_is 'select count(*) from note where first = 1 and epoch = 1' 1
}

@test "the same number with other bytes is kept as a conflict, shown by status, and changes nothing" {
	prepare
	post farm-01 "$one"
	wait_for 10 sql_is "$farm_events" 8
	sql 'select no, body from event' >"$T/before"
	post farm-01 "$two"
	differing=$(diff <(sed -n '2,9p' "$one") <(sed -n '2,9p' "$two") | grep -c '^>')
	[ "$differing" -ge 4 ]
	wait_for 10 sql_is "select count(*) from quarantine where rule = 'R-SEQ-01'" "$differing"
	sql 'select no, body from event' >"$T/after"
	same "$T/before" "$T/after"
	sql "select raw from quarantine order by seq" | sort >"$T/kept"
	[ -z "$(comm -23 "$T/kept" <(sed -n '2,9p' "$two" | sort))" ]
	pigtrace status --json | python3 -c 'import json, sys
farm = [s for s in json.load(sys.stdin)["stations"] if s["station"] == "farm-01"][0]
assert farm["conflicts"] == int(sys.argv[1]), farm
assert farm["upto"] == 8, farm' "$differing"
	pigtrace status | awk '$1 == "farm-01" { found = 1 } END { exit !found }'
	wait_for 10 receipt_tells R-SEQ-01
	# Neither a conflict that comes again nor a second reading makes it more or less of one.
	post farm-01 "$two"
	run pigtrace quarantine retry --all
	wait_for 10 repeated "$differing"
	sql_is "select count(*) from quarantine where rule = 'R-SEQ-01' and settled_by = 0" "$differing"
}
