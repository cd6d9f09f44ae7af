#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

@test "SIGTERM in mid-stream leaves one clean file with everything that was acknowledged in it" {
	rounds=$(short_or_long 6 30)
	start_all
	make_season "$T/season" --pigs 30 --seed 121
	register_season "$T/season"
	open_feeds "$T/season"
	for round in $(seq "$rounds"); do
		feed "$T/season" "$round" "$rounds"
		sleep_ms $((RANDOM % 150))
		stop_collectd
		# Before anything else opens the store: no log beside it, nothing to recover.
		[ ! -e "$STORE-wal" ]
		[ ! -e "$STORE-journal" ]
		cp "$STORE" "$T/alone.db"
		[ "$(sqlite3 -readonly "file:$T/alone.db?immutable=1" 'pragma integrity_check')" = ok ]
		# What was read was committed: the broker has nothing in flight that the store has not.
		said=$(sed -n 's/.*matter=end accepted=\([0-9]*\) .*/\1/p' "$T/every.log" "$LOG" | awk '{ n += $1 } END { print n }')
		[ "$(sqlite3 -readonly "file:$T/alone.db?immutable=1" 'select count(*) from event')" = "$said" ]
		[ "$(log_sum accepted)" = "$said" ]
		start_collectd
	done
	close_feeds
	stop_collectd
	answered_season "$T/season" >"$T/answered"
	stored_lines >"$T/stored"
	same "$T/answered" "$T/stored"
	sql_is 'select count(*) from note n where n.no not in (select note from event union select note from quarantine)' 0
}

@test "SIGINT ends it as well, and also one that waits for its broker" {
	start_all
	kill -INT "$COLLECTD"
	ended "$COLLECTD" 5
	[ "$CODE" = 0 ]
	stop_broker
	begin_collectd
	wait_for 10 logged broker_away
	kill -INT "$COLLECTD"
	ended "$COLLECTD" 5
	[ "$CODE" = 0 ]
	[ ! -e "$STORE-wal" ]
}
