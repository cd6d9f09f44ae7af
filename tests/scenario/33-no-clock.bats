#!/usr/bin/env bats
# A station on a machine without a clock that survives power: what it keeps has its time before it is sent.
load lib
bats_require_minimum_version 1.5.0

play() {
	mkfifo "$T/play"
	exec {PLAY}<>"$T/play"
	FEEDS[play]=$PLAY
	start python3 "$SCENARIO/serial.py" "$T" "$@" <"$T/play" 2>"$T/serial.log"
	local name
	for name in "$@"; do wait_for 10 test -e "$T/$name"; done
}

device() { printf '%s\n' "$*" >&"$PLAY"; }

# boot OPTION...: the station's machine is switched on.
boot() {
	start pigtrace-station --device "scanner:$T/scanner" --as receive "$@" \
		"$PIGTRACE_HOME/stations/shop-01" </dev/null >>"$T/answers" 2>>"$T/station.log"
	STATION=$STARTED
}

power_off() {
	kill -9 "$STATION"
	ended "$STATION"
}

# scanned N: a package is scanned and answered with number N.
scanned() {
	device scanner text "pkg:06901234000016/S$1\\r"
	wait_for 20 grep -qx "ok $1" "$T/answers"
}

without_clock() {
	register shop-01 --trade shop
	sed -i 's/^clock = .*/clock = none/' "$PIGTRACE_HOME/stations/shop-01/station.conf"
}

# state_says TEXT: in what the broker retains of the station.
state_says() {
	mosquitto_sub -p "$PORT" -u gateway -P "$(cat "$PIGTRACE_HOME/gateway.password")" \
		-t pigtrace/v1/shop-01/state -C 1 -W 5 | grep -q -- "$1"
}

received() { sql_is "select count(*) from event where kind = 'receive'" "$1"; }

@test "scanned without network and without a clock, over a loss of power: dated when the gateway tells the time" {
	start_all
	without_clock
	stop_collectd
	begin=$(date +%s)
	play scanner
	boot
	scanned 1
	scanned 2
	power_off
	boot
	scanned 3
	start_collectd
	wait_for 60 received 3
	scanned 6 # 4 and 5 are the two anchors
	wait_for 60 sql_is "select count(*) from event where seq > 0 and station =
		(select no from station where name = 'shop-01')" 6
	end=$(date +%s)
	# The second start's events are within seconds of the truth, and say so by saying nothing worse.
	sql_is "select count(*) from event where kind = 'receive' and seq in (3, 6)
		and at_ms between ($begin - 2) * 1000 and ($end + 2) * 1000" 2
	# The first start never learnt the time: its events lie before, and say how uncertain that is.
	sql_is "select count(*) from event where kind = 'receive' and seq in (1, 2)
		and json_extract(body, '$.clock_error_s') > 0 and at_ms < $end * 1000
		and at_ms + 1000 * json_extract(body, '$.clock_error_s') >= $begin * 1000" 2
	sql_is "select count(*) from event where kind = 'clock'" 2
	sql_is "select count(*) from event where body like '%@%'" 0
	sound_store
	no_gaps
	power_off
}

@test "satellites tell the time while there is no network" {
	start_all
	without_clock
	stop_collectd
	play scanner gnss
	boot --device "gnss:$T/gnss"
	scanned 1
	device gnss text '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230326,003.1,W*63\r\n'
	start_collectd
	wait_for 60 received 1
	sql_is "select at_ms / 60000 from event where kind = 'receive'" \
		$(($(date -ud 2026-03-23T12:35:00 +%s) / 60))
	sql_is "select json_extract(body, '$.clock_source') from event where kind = 'clock'" gnss
	power_off
}

@test "a station without a clock tells so in its state, and an old receipt is not the time" {
	start_all
	without_clock
	play scanner
	boot
	scanned 1
	wait_for 60 received 1
	power_off
	# The broker still has the receipt; the gateway is away: nobody tells the time.
	stop_collectd
	boot
	scanned 3
	wait_for 20 state_says '"clock":"none"'
	pigtrace status --live | grep -E '^shop-01 +true +[0-9.]+ .* none '
	[ -z "$(sqlite3 -readonly "$STORE" "select 1 from event where kind = 'clock' and seq = 4")" ]
	start_collectd
	wait_for 60 received 2
	power_off
}

@test "a station whose clock runs ahead is told of, its events are kept" {
	start_all
	register farm-01 --trade farm
	ahead=$(date -d '+3 hours' +%FT%T%:z)
	echo '{"do":"weigh","at":"'"$ahead"'","of":["pig:114113000012345"],"kg":"82.4"}' |
		pigtrace-station --once "$PIGTRACE_HOME/stations/farm-01" 2>"$T/station.log"
	pigtrace status | grep -q '^farm-01: its clock is wrong, it runs ahead by'
	[ -z "$(pigtrace status | grep '^admin: its clock')" ]
	sql_is "select count(*) from event where kind = 'weigh'" 1
}

# with_clock OFFSET COMMAND...: as on a machine whose clock is off by so much.
with_clock() {
	local faketime
	faketime=$(find /usr/lib -name 'libfaketime.so.1' | head -n 1)
	[ -n "$faketime" ]
	start env LD_PRELOAD="$faketime" FAKETIME="$1" DONT_FAKE_MONOTONIC=1 "${@:2}"
}

metric() { curl -s "http://127.0.0.1:$WATCH/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }
metric_is() { [ "$(metric "$1")" = "$2" ]; }
wrong_is() { metric_is "pigtrace_collectd_clocks_wrong{direction=\"$1\"}" "$2"; }

@test "the gateway logs and counts clocks that are ahead and behind, and does not take late delivery for one" {
	make_home
	WATCH=$(free_port)
	echo "metrics_port = $WATCH" >>"$PIGTRACE_HOME/collectd.conf"
	start_broker
	start_collectd
	for name in shop-01 shop-02 shop-03; do register "$name" --trade shop; done
	mkfifo "$T/lines"
	exec {LINES_TO}<>"$T/lines"
	FEEDS[lines]=$LINES_TO
	# Behind: a receipt shows it, within one connection.
	with_clock -3h pigtrace-station "$PIGTRACE_HOME/stations/shop-01" <"$T/lines" >"$T/answers" 2>"$T/station.log"
	BEHIND=$STARTED
	weighing 1 >&"$LINES_TO"
	echo >&"$LINES_TO"
	wait_for 30 logged 'matter=clock_wrong station=shop-01 direction=behind off_ms=-1[01]'
	wait_for 30 wrong_is behind 1
	pigtrace status --live | grep -E '^shop-01 .* behind'
	# Ahead: its state is enough.
	with_clock +3h pigtrace-station "$PIGTRACE_HOME/stations/shop-02" </dev/null 2>>"$T/station.log"
	wait_for 30 logged 'matter=clock_wrong station=shop-02 direction=ahead off_ms=1[01]'
	wait_for 30 wrong_is ahead 1
	pigtrace status --live | grep -E '^shop-02 .* ahead'
	# Late: what was kept for months.
	weighing 3 | pigtrace-station --once "$PIGTRACE_HOME/stations/shop-03" 2>>"$T/station.log"
	wait_for 30 sql_is "select count(*) from event where kind = 'weigh'" 2
	[ -z "$(grep 'matter=clock_wrong station=shop-03' "$LOG")" ]
	# The clock of the first is set: it is told to be right by its next state.
	kill "$BEHIND"
	ended "$BEHIND"
	start pigtrace-station "$PIGTRACE_HOME/stations/shop-01" </dev/null 2>>"$T/station.log"
	wait_for 30 logged 'matter=clock_again station=shop-01 direction=behind'
	wait_for 30 wrong_is behind 0
	[ "$(metric 'pigtrace_collectd_clock_wrong_total{direction="behind"}')" -ge 1 ]
}
