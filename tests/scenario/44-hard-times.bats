#!/usr/bin/env bats
# What a gateway lives through without anybody's help: brokers that hang, wires that are cut, clocks that jump,
# readers that never end, the same message a thousand times, stations with one name, all of them at once.
load lib
load sweep
bats_require_minimum_version 1.5.0

weighings_are() { sql_is "select count(*) from event where kind = 'weigh'" "$1"; }

@test "a broker that hangs is waited for, and nothing is lost" {
	begin_sweep
	start_collectd
	for _ in 1 2 3; do
		kill -STOP "$BROKER"
		for _ in {1..20}; do say_line; done
		sleep 1
		not gone "$COLLECTD"
		kill -CONT "$BROKER"
		wait_for 60 receipted "$SAID"
		receipts_are_true
	done
	end_sweep
}

# The gateway reaches the broker over a wire of ours; a dead one shows only in that nothing is heard any more.
@test "a wire that goes dead or is cut, again and again: the gateway comes back, and nothing is lost" {
	begin_sweep
	wire=$(free_port)
	echo whole >"$T/wire"
	start python3 "$SCENARIO/wire.py" "$wire" "$PORT" "$T/wire"
	sed -i "s/^port = .*/port = $wire/" "$PIGTRACE_HOME/collectd.conf"
	echo 'keepalive_s = 5' >>"$PIGTRACE_HOME/collectd.conf"
	wait_for 10 eval '(exec 9<>"/dev/tcp/127.0.0.1/$wire") 2>/dev/null'
	start_collectd
	for state in $(short_or_long "dead cut" "dead cut dead cut cut dead"); do
		away=$(grep -c matter=broker_away "$LOG" || true)
		echo "$state" >"$T/wire"
		for _ in {1..10}; do say_line; done
		wait_for 30 eval '[ "$(grep -c matter=broker_away "$LOG")" -gt "$away" ]'
		echo whole >"$T/wire"
		wait_for 60 receipted "$SAID"
		receipts_are_true
	done
	end_sweep
}

@test "a clock that jumps ten years ahead and twenty back stops nothing" {
	begin_sweep
	faketime=$(find /usr/lib -name 'libfaketime.so.1' | head -n 1)
	[ -n "$faketime" ]
	echo +0 >"$T/clock"
	start_collectd env LD_PRELOAD="$faketime" FAKETIME_TIMESTAMP_FILE="$T/clock" FAKETIME_NO_CACHE=1 \
		DONT_FAKE_MONOTONIC=1
	for jump in +10y -10y +0 -10y +10y; do
		echo "$jump" >"$T/clock"
		say_line
		wait_for 30 receipted "$SAID"
		receipts_are_true
	done
	# It did jump, as the times of arrival show; the order of the numbers is not theirs.
	sql_is "select max(got_ms) - min(got_ms) > 19 * 365 * 86400000.0 from event" 1
	end_sweep
}

@test "a reader that never ends does not stop the gateway, nor keep it from tidying up afterwards" {
	start_all
	register scale-01 --plain --trade farm
	stop_collectd
	echo 'checkpoint_pages = 100' >>"$PIGTRACE_HOME/collectd.conf"
	start_collectd
	mkfifo "$T/shell"
	exec {fd}<>"$T/shell"
	FEEDS[shell]=$fd
	start sqlite3 -readonly "$STORE" <"$T/shell" >"$T/shell.out"
	echo "begin; select 'before ' || count(*) from event where kind = 'weigh';" >&"$fd"
	wait_for 10 grep -q 'before 0' "$T/shell.out"
	for n in {1..60}; do post_text scale-01 "$(weighing "$n")"; done
	wait_for 30 weighings_are 60
	echo "select 'still ' || count(*) from event where kind = 'weigh'; commit;" >&"$fd"
	wait_for 10 grep -q 'still 0' "$T/shell.out"
	held=$(stat -c %s "$STORE-wal")
	# Once it is gone the log is used from its beginning again: it does not grow any more.
	for n in {61..120}; do post_text scale-01 "$(weighing "$n")"; done
	wait_for 30 weighings_are 120
	echo "log while it was read: $held, afterwards: $(stat -c %s "$STORE-wal")"
	[ "$(stat -c %s "$STORE-wal")" -le $((held + 2000000)) ]
	stop_collectd
	sound_store
}

@test "one message a thousand times is one event, and the gateway is as before" {
	start_all
	register scale-01 --plain --trade farm
	make_season "$T/season" --pigs 10 --seed 44
	register_season "$T/season"
	make_notes "$T/notes" --pigs 10 --seed 44 --wrong 0 --bundle 8
	note=$(find "$T/notes" -name '*-farm-01.note' | sort | head -n 1)
	times=$(short_or_long 1000 20000)
	mosquitto_pub -p "$PORT" -u farm-01 -P "$(cat "$PIGTRACE_HOME/stations/farm-01/password")" -q 1 \
		-t pigtrace/v1/farm-01/up -f "$note" --repeat "$times"
	wait_for 60 has_taken "$times"
	sql_is "select count(*) from event e join station s on s.no = e.station where s.name = 'farm-01'" 8
	sql_is 'select count(*) from note where first = 1 and epoch = 1' 1
	sql_is 'select count(*) from quarantine' 0
	weighing 1 >"$T/text"
	mosquitto_pub -p "$PORT" -u scale-01 -P "$(cat "$PIGTRACE_HOME/stations/scale-01/password")" -q 1 \
		-t pigtrace/v1/scale-01/up -f "$T/text" --repeat 1000
	wait_for 60 weighings_are 1
	post_text scale-01 "$(weighing 2)"
	wait_for 20 weighings_are 2
	sound_store
	stop_collectd
}

@test "a note that comes before the one it follows: the receipt says what is missing, and covers only what is there" {
	start_all
	make_season "$T/season" --pigs 10 --seed 44
	register_season "$T/season"
	make_notes "$T/notes" --pigs 10 --seed 44 --wrong 0 --bundle 8
	find "$T/notes" -name '*-farm-01.note' | sort | head -n 2 >"$T/two"
	post farm-01 "$(sed -n 2p "$T/two")"
	wait_for 10 eval 'newest_receipt farm-01 >"$T/receipt"'
	grep -qx 'pigtrace-receipt/v1 farm-01 1 0' "$T/receipt"
	grep -q '"missing":\[\[1,8\]\]' "$T/receipt"
	post farm-01 "$(sed -n 1p "$T/two")"
	wait_for 10 eval 'newest_receipt farm-01 | grep -qx "pigtrace-receipt/v1 farm-01 1 16"'
	stop_collectd
	sound_store
}

# A station's directory was copied: two outboxes give the same numbers to different statements.
@test "two stations with one name and key: both are heard, and their conflict is kept and shown" {
	start_all
	register farm-01 --trade farm
	cp -r "$PIGTRACE_HOME/stations/farm-01" "$T/twin"
	for n in 1 2 3; do weighing "$n"; echo; done >"$T/first"
	for n in 1 12 13 14; do weighing "$n"; echo; done >"$T/second"
	pigtrace-station --once --timeout 30 "$PIGTRACE_HOME/stations/farm-01" <"$T/first" >"$T/answers.first"
	pigtrace-station --once --timeout 30 "$T/twin" <"$T/second" >"$T/answers.second"
	# 1 is the same statement; 2 and 3 are others under numbers that were given; 4 is new.
	weighings_are 4
	sql_is "select count(*) from quarantine where rule = 'R-SEQ-01'" 2
	while read -r line; do
		grep -qxF "$line" <(sql 'select body from event'; sql 'select raw from quarantine')
	done < <(cat "$T/first" "$T/second")
	pigtrace status --json | python3 -c 'import json, sys
farm = [s for s in json.load(sys.stdin)["stations"] if s["station"] == "farm-01"][0]
assert farm["conflicts"] == 2 and farm["missing"] == 0, farm'
	sound_store
}

@test "all stations connecting and speaking at once are all heard" {
	count=$(short_or_long 30 200)
	start_all
	for n in $(seq "$count"); do register "many-$n" --trade farm; done
	for n in $(seq "$count"); do
		for m in 1 2 3; do weighing $((n * 10 + m)); echo; done >"$T/many-$n.lines"
	done
	stop_broker
	pids=()
	for n in $(seq "$count"); do
		start pigtrace-station --once --timeout 120 "$PIGTRACE_HOME/stations/many-$n" \
			<"$T/many-$n.lines" >"$T/many-$n.answers" 2>"$T/many-$n.out"
		pids+=("$STARTED")
	done
	start_broker
	for pid in "${pids[@]}"; do
		ended "$pid" 120
		[ "$CODE" = 0 ]
	done
	weighings_are $((3 * count))
	no_gaps
	sound_store
	stop_collectd
}
