#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

truth='.dump station note event plain quarantine'

weighings_are() { sql_is "select count(*) from event where kind = 'weigh'" "$1"; }

@test "a backup beside a gateway that writes is one moment of it, and a store" {
	start_all
	make_season "$T/season" --pigs 10 --seed 81
	sed -i '5,$d' "$T/season/packages.tsv"
	register_season "$T/season"
	open_feeds "$T/season"
	for part in 1 2 3; do
		feed "$T/season" "$part" 4
		run -0 --separate-stderr pigtrace backup --json "$T/backup-$part.db"
		printf '%s' "$output" >"$T/said-$part"
	done
	feed "$T/season" 4 4
	close_feeds
	wal=$(stat -c %s "$STORE-wal")
	before=$(sha256sum <"$STORE")
	pigtrace backup "$T/last.db" | grep -q 'read back'
	[ "$(stat -c %s "$STORE-wal")" = "$wal" ]
	[ "$(sha256sum <"$STORE")" = "$before" ]
	for part in 1 2 3; do
		copy=$T/backup-$part.db
		[ "$(sqlite3 "$copy" 'pragma integrity_check')" = ok ]
		events=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["events"])' "$T/said-$part")
		# All of the log up to there, and nothing behind it.
		sqlite3 "$copy" "select no, hex(body) from event order by no" >"$T/copy.events"
		sql "select no, hex(body) from event where no <= $events order by no" >"$T/store.events"
		same "$T/copy.events" "$T/store.events"
	done
	sqlite3 -readonly "$STORE" "$truth" >"$T/truth"
	sqlite3 "$T/last.db" "$truth" >"$T/copied"
	same "$T/truth" "$T/copied"
	stop_collectd
	trace_all "$T/season" >"$T/traces"

	# Back in its place it goes on where it was.
	rm -f "$STORE"*
	cp "$T/backup-2.db" "$STORE"
	pigtrace doctor --quick
	rm -f "$STORE"*
	cp "$T/last.db" "$STORE"
	trace_all "$T/season" >"$T/traces.again"
	same "$T/traces" "$T/traces.again"
	start_collectd
	register scale-01 --plain --trade farm
	weighed=$(sql "select count(*) from event where kind = 'weigh'")
	post_text scale-01 "$(weighing 1)"
	wait_for 10 weighings_are $((weighed + 1))
	stop_collectd
	sound_store
}

@test "a backup never takes the place of a file, and one that fails or is killed leaves none" {
	start_all
	register scale-01 --plain --trade farm
	for n in $(seq 1 30); do post_text scale-01 "$(weighing "$n")"; done
	wait_for 20 weighings_are 30
	echo precious >"$T/there"
	run -2 --separate-stderr pigtrace backup "$T/there"
	[[ "$stderr" = *"exists already"* ]]
	[ "$(cat "$T/there")" = precious ]
	run -1 --separate-stderr pigtrace backup "$T/nowhere/b.db"
	[ "${#stderr_lines[@]}" = 1 ]
	# A write that fails, a read that gives other bytes than were written, and a kill at a write.
	run -1 --separate-stderr strace -f -qq -o /dev/null -e trace=pwrite64 \
		-e inject=pwrite64:error=ENOSPC:when=5+ pigtrace backup "$T/full.db"
	[ ! -e "$T/full.db" ]
	for when in 2 7 12; do
		run strace -f -qq -o /dev/null -e trace=pwrite64 \
			-e inject=pwrite64:signal=KILL:when=$when pigtrace backup "$T/killed.db"
		[ "$status" != 0 ]
		[ ! -e "$T/killed.db" ]
	done
	rm -f "$T"/*.new*
	mkdir "$T/dir"
	pigtrace backup "$T/dir/good.db" >/dev/null
	[ "$(ls -A "$T/dir")" = good.db ]
	post_text scale-01 "$(weighing 31)"
	wait_for 10 weighings_are 31
	stop_collectd
}
