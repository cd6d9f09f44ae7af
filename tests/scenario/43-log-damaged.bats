#!/usr/bin/env bats
# The write-ahead log of a gateway that was killed, cut off or with a flipped bit at one page after the other:
# what is left is a sound beginning of the record, and what is lost shows. The short form takes every 15th.
load lib
load sweep
bats_require_minimum_version 1.5.0

# measure_log: how many pages stand in the log, in $PAGES, and how long each is there, in $PAGE.
measure_log() {
	PAGE=$(($(sqlite3 -readonly "$T/kept/pigtrace.db" 'pragma page_size') + 24))
	PAGES=$((($(stat -c %s "$T/kept/pigtrace.db-wal") - 32) / PAGE))
}

# damage KIND PAGE: of a copy.
damage() {
	local at=$((32 + $2 * PAGE))
	rm -f "$STORE" "$STORE-wal" "$STORE-shm"
	cp "$T/kept/pigtrace.db" "$STORE"
	cp "$T/kept/pigtrace.db-wal" "$STORE-wal"
	case $1 in
	cut) truncate -s $((at + PAGE / 2)) "$STORE-wal" ;;
	flip) python3 - "$STORE-wal" $((at + 24 + (PAGE - 24) * 3 / 7)) <<-'FLIP' ;;
		import sys
		with open(sys.argv[1], "r+b") as log:
		    log.seek(int(sys.argv[2]))
		    byte = log.read(1)[0]
		    log.seek(-1, 1)
		    log.write(bytes([byte ^ 0x10]))
	FLIP
	esac
}

# The events left are the first ones, unchanged, and exactly their numbers count as received.
is_a_beginning() {
	sound_store
	sql 'select no, station, epoch, seq, body from event order by no' >"$T/left"
	head -n "$(wc -l <"$T/left")" "$T/all" | cmp - "$T/left"
	sql_is "select (select count(*) from event where seq > 0) - (select sum(last - first + 1) from received)" 0
	sql_is "select count(*) from link l left join event e on e.no = l.event where e.no is null" 0
}

@test "a log cut or flipped at each page: a sound beginning of the record is left, and the gateway starts" {
	stride=$(short_or_long 15 1)
	begin_sweep
	start_collectd
	for _ in {1..12}; do
		say_line
		wait_for 20 receipted "$SAID"
	done
	kill_collectd
	stop_broker
	mkdir "$T/kept"
	cp "$STORE" "$STORE-wal" "$T/kept/"
	sql 'select no, station, epoch, seq, body from event order by no' >"$T/all"
	measure_log
	[ "$PAGES" -gt 30 ]
	shorter=0
	for kind in cut flip; do
		for ((page = 0; page < PAGES; page += stride)); do
			damage $kind "$page"
			begin_collectd
			wait_for 10 logged_now 'matter=broker_away'
			stop_collectd
			is_a_beginning
			[ "$(wc -l <"$T/left")" = "$(wc -l <"$T/all")" ] || shorter=$((shorter + 1))
		done
	done
	echo "$PAGES pages; $shorter records were shorter"
	[ "$shorter" -ge 3 ]

	# The last one goes on with its broker: what the station had forgotten on a receipt shows as missing.
	damage cut 1
	start_broker
	start_collectd
	say_line
	wait_for 30 sql_is "select count(*) from event e join station s on s.no = e.station
		where s.name = 'farm-01' and e.seq = $SAID" 1
	pigtrace status --json | python3 -c 'import json, sys
farm = [s for s in json.load(sys.stdin)["stations"] if s["station"] == "farm-01"][0]
assert farm["missing"] > 0 and farm["highest"] == int(sys.argv[1]), farm' "$SAID"
	stop_collectd
	sound_store
}

logged_now() { grep -qE -- "$1" "$LOG"; }
