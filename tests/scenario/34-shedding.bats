#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# The gateway takes nothing it cannot keep, says so, and comes back by itself.

ask() {
	exec 8<>"/dev/tcp/127.0.0.1/$WATCH" || return
	printf 'GET %s HTTP/1.1\r\n\r\n' "$1" >&8
	tr -d '\r' <&8
	exec 8>&-
}

answers_with() { [[ "$(ask "$1" 2>/dev/null)" == "HTTP/1.1 $2 "* ]]; }
not_ready_for() { ask /readyz | grep -q "^$1: "; }
metric() { ask /metrics | awk -v name="$1" '$1 == name { print $2 }'; }
weighings_are() { sql_is "select count(*) from event where kind = 'weigh'" "$1"; }

watched_home() {
	make_home
	WATCH=$(free_port)
	echo "metrics_port = $WATCH" >>"$PIGTRACE_HOME/collectd.conf"
	start_broker
}

# speak_later STATION LINES: a station that waits for its receipt, in the background; its pid in $SPEAKER.
speak_later() {
	start pigtrace-station --once --timeout 120 "$PIGTRACE_HOME/stations/$1" <"$2" >"$T/$1.answers" \
		2>"$T/$1.log"
	SPEAKER=$STARTED
}

@test "a disk that is nearly full: nothing is taken, the outbox keeps it, and it goes on by itself" {
	watched_home
	start_collectd
	register farm-01 --trade farm
	register scale-01 --plain --trade farm
	stop_collectd
	mkdir "$T/small"
	mount -t tmpfs -o size=12m none "$T/small" 2>"$T/mount.log" || skip "no small disk here (not root?)"
	mv "$STORE" "$T/small/pigtrace.db"
	ln -s "$T/small/pigtrace.db" "$STORE"
	echo 'disk_reserve_mib = 4' >>"$PIGTRACE_HOME/collectd.conf"
	start_collectd
	wait_for 20 answers_with /readyz 200
	events=$(sql 'select count(*) from event')

	dd if=/dev/zero of="$T/small/filler" bs=1M count=9 2>/dev/null
	wait_for 20 not_ready_for disk
	for n in 1 2 3 4 5; do weighing "$n"; echo; done >"$T/lines"
	speak_later farm-01 "$T/lines"
	post_text scale-01 "$(weighing 6)"
	wait_for 20 grep -q 'matter=connected' "$T/farm-01.log"
	wait_for 20 grep -q '^ok' "$T/farm-01.answers"
	not grep -q receipted "$T/farm-01.log"
	not_ready_for disk
	answers_with /healthz 200
	sql_is 'select count(*) from event' "$events"

	# A little room is not enough: it does not flicker.
	rm "$T/small/filler"
	wait_for 20 answers_with /readyz 200
	wait_for 60 weighings_are 6
	ended "$SPEAKER" 60
	[ "$CODE" = 0 ]
	logged 'matter=disk_low free_bytes=[0-9]* reserve_bytes=4194304'
	logged matter=disk_again
	stop_collectd
	sound_store
	sql_is 'select count(*) from quarantine' 0
}

@test "a store that another program keeps locked: not ready, and ready again without a new message" {
	watched_home
	start_collectd
	register farm-01 --trade farm
	wait_for 20 answers_with /readyz 200
	mkfifo "$T/shell"
	exec {fd}<>"$T/shell"
	FEEDS[shell]=$fd
	start sqlite3 "$STORE" <"$T/shell" >"$T/shell.out"
	echo "begin immediate; select 'locked';" >&"$fd"
	wait_for 10 grep -q locked "$T/shell.out"
	weighing 1 >"$T/lines"
	speak_later farm-01 "$T/lines"
	wait_for 30 not_ready_for store
	answers_with /healthz 200
	weighings_are 0
	# The station gives up meanwhile: nothing comes that could show that the store is well again.
	kill "$SPEAKER"
	ended "$SPEAKER"
	echo "rollback;" >&"$fd"
	wait_for 60 answers_with /readyz 200
	logged matter=store_again
	[ "$(metric 'pigtrace_collectd_trouble{what="store"}')" = 0 ]
	[ "$(metric pigtrace_collectd_batches_failed_total)" -ge 1 ]
	pigtrace-station --once --timeout 60 "$PIGTRACE_HOME/stations/farm-01" </dev/null >/dev/null 2>"$T/again.log"
	weighings_are 1
	stop_collectd
	sound_store
}

@test "a station that floods is counted, the others are served, and the sum is right" {
	watched_home
	echo 'held_per_minute = 20' >>"$PIGTRACE_HOME/collectd.conf"
	start_collectd
	register scale-01 --plain --trade farm
	register scale-02 --plain --trade farm
	for n in $(seq 1 300); do echo "{\"rubbish\":$n}"; done >"$T/flood"
	mosquitto_pub -p "$PORT" -u scale-01 -P "$(cat "$PIGTRACE_HOME/stations/scale-01/password")" -q 1 \
		-t pigtrace/v1/scale-01/up -l <"$T/flood"
	post_text scale-01 "$(weighing 1)" # what is good is taken, from the same station, too
	post_text scale-02 "$(weighing 2)"
	post_text scale-02 '{"rubbish":1}'
	wait_for 20 weighings_are 2
	wait_for 20 sql_is "select count(*) from quarantine where station = 'scale-02'" 1
	answers_with /readyz 200 # one station's rubbish is no reason to be not ready
	shed=$(metric pigtrace_collectd_messages_shed_total)
	[ "$shed" -ge 200 ]
	stop_collectd
	kept=$(sql "select count(*) from quarantine where station = 'scale-01' and rule <> 'R-STA-10'")
	counted=$(sql "select sum(json_extract(cast(raw as text), '\$.messages')) from quarantine
		where rule = 'R-STA-10'")
	echo "kept $kept, counted $counted"
	[ "$((kept + counted))" = 300 ]
	[ "$counted" = "$shed" ]
	[ "$(sql "select count(*) from quarantine where rule = 'R-STA-10'
		and json_extract(cast(raw as text), '\$.shed') = 'begin'")" -ge 1 ]
	pigtrace quarantine list | grep -q R-STA-10
	pigtrace doctor --quick
}
