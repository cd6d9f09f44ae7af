#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

@test "a rebuild gives byte for byte the same derived tables" {
	fill_store
	dump_derived >"$T/before"
	for table in item link_hot gist run received stray registry correction heard; do
		echo "$table: $(grep -c "^$table " "$T/before")"
		grep -q "^$table " "$T/before" # or nothing is proved of it
	done
	trace_all "$T/season" >"$T/traces.before"
	truth='.dump station note event plain quarantine'
	sqlite3 -readonly "$STORE" "$truth" >"$T/truth.before"

	pigtrace rebuild
	dump_derived >"$T/after"
	same "$T/before" "$T/after"

	# All of it lost, or wrong: the same again.
	sqlite3 "$STORE" "delete from item; delete from link_hot where item % 3 = 1; delete from run; delete from heard;
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
