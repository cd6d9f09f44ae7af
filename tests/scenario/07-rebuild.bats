#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# A signed line that is held at first and accepted when it is read again: what only an administrator may say,
# of a station that becomes one.
promote_office() {
	local at=2026-11-20T07:30:00+08:00
	register office-01 --trade farm
	{
		weighing 11
		echo
		echo "{\"do\":\"retry\",\"at\":\"$at\",\"held\":9999}"
		weighing 12
	} | pigtrace-station --once "$PIGTRACE_HOME/stations/office-01" >/dev/null 2>>"$T/station.log"
	sql "select body from event where kind = 'station' and body like '%station:office-01%'" |
		sed -E 's/"trade":"farm"/"trade":"admin"/; s/"at":"[^"]*"/"at":"2099-01-01T00:00:00+08:00"/' |
		pigtrace-station --once "$PIGTRACE_HOME/stations/admin" >/dev/null 2>>"$T/station.log"
}

# A store with all there is: late, shuffled and repeated notes, held lines, a held line that was read again,
# a conflict, a plain station, a revoked one.
fill() {
	start_all
	make_season "$T/season" --pigs 16 --seed 71
	register_season "$T/season"
	make_notes "$T/notes" --pigs 16 --seed 71 --wrong 20 --shuffle 3 --duplicate 30 --bundle 9
	post_notes "$T/notes"
	make_notes "$T/other" --pigs 10 --seed 72 --bundle 4
	post farm-01 "$(find "$T/other" -name '*-farm-01.note' | sort | head -n 1)"
	register scale-01 --plain --trade farm
	post_text scale-01 "$(weighing 1)"
	post_text scale-01 "$(weighing 1)"
	post_text scale-01 '{"do":"weigh"}'
	promote_office
	pigtrace station revoke shop-03 --reason closed 2>>"$T/register.log"
	wait_for 10 sql_is "select count(*) from quarantine where station = 'scale-01'" 1
	pigtrace quarantine retry --all 2>>"$T/register.log"
	stop_collectd
}

@test "a rebuild gives byte for byte the same derived tables" {
	fill
	dump_derived >"$T/before"
	for table in item link run received stray registry correction heard; do
		echo "$table: $(grep -c "^INSERT INTO $table " "$T/before")"
		grep -q "^INSERT INTO $table " "$T/before" # or nothing is proved of it
	done
	trace_all "$T/season" >"$T/traces.before"
	truth='.dump station note event plain quarantine'
	sqlite3 -readonly "$STORE" "$truth" >"$T/truth.before"

	pigtrace rebuild
	dump_derived >"$T/after"
	same "$T/before" "$T/after"

	# All of it lost, or wrong: the same again.
	sqlite3 "$STORE" "delete from item; delete from link where item % 3 = 1; delete from run; delete from heard;
		update registry set state = 'active'; delete from correction; delete from stray;
		insert into received values (1, 99, 5, 7)"
	pigtrace rebuild
	dump_derived >"$T/after"
	same "$T/before" "$T/after"
	sqlite3 -readonly "$STORE" "$truth" >"$T/truth.after"
	same "$T/truth.before" "$T/truth.after"
	trace_all "$T/season" >"$T/traces.after"
	same "$T/traces.before" "$T/traces.after"
	sound_store
}

@test "a rebuild while the gateway writes is refused with 5, and the gateway goes on" {
	start_all
	register scale-01 --plain --trade farm
	run -5 --separate-stderr pigtrace rebuild
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" = 1 ]
	[[ "$stderr" = *"being written by process $COLLECTD"* ]]
	post_text scale-01 "$(weighing 1)"
	wait_for 10 sql_is "select count(*) from event where kind = 'weigh'" 1
	stop_collectd
	pigtrace rebuild
}
