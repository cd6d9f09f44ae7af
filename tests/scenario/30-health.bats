#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# ask PATH: status line, headers and body, as the gateway's port answers.
ask() {
	exec 8<>"/dev/tcp/127.0.0.1/$WATCH" || return
	printf 'GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n' "$1" >&8
	tr -d '\r' <&8
	exec 8>&-
}

answers_with() { [[ "$(ask "$1" 2>/dev/null)" == "HTTP/1.1 $2 "* ]]; }

# metric SERIES: its value.
metric() { ask /metrics | awk -v name="$1" '$1 == name { print $2 }'; }

metric_is() { [ "$(metric "$1")" = "$2" ]; }

# watched_home: a home whose gateway is watched on a port of its own.
watched_home() {
	make_home
	WATCH=$(free_port)
	echo "metrics_port = $WATCH" >>"$PIGTRACE_HOME/collectd.conf"
}

@test "metrics count what became of every message, and agree with the store" {
	watched_home
	start_broker
	start_collectd
	register scale-01 --plain --trade farm
	register farm-01 --trade farm
	post_text scale-01 "$(weighing 1)"
	post_text scale-01 "$(weighing 1)"
	post_text scale-01 "$(weighing 2)"
	post_text scale-01 '{"do":"weigh","at":"2026-09-03T08:00:00+08:00","of":["pig:114113000000001"],"kg":"-3"}'
	wait_for 10 sql_is "select count(*) from quarantine" 1
	for n in 11 12 13; do weighing "$n"; echo; done |
		pigtrace-station --once --timeout 60 "$PIGTRACE_HOME/stations/farm-01" >"$T/answers" 2>"$T/station.log"
	wait_for 10 metric_is pigtrace_collectd_events_accepted_total "$(sql 'select count(*) from event')"
	rule=$(sql 'select rule from quarantine')
	metric_is "pigtrace_collectd_lines_refused_total{rule=\"$rule\"}" 1
	metric_is pigtrace_collectd_lines_repeated_total 1
	metric_is pigtrace_collectd_conflicts_total 0
	metric_is pigtrace_collectd_queue_messages 0
	metric_is 'pigtrace_collectd_trouble{what="broker"}' 0
	[ "$(metric pigtrace_collectd_receipt_seconds_count)" -ge 1 ]
	[ "$(metric 'pigtrace_collectd_commit_seconds_bucket{le="+Inf"}')" = "$(metric pigtrace_collectd_commit_seconds_count)" ]
	[ "$(metric 'pigtrace_store_size_bytes{part="main"}')" = "$(stat -c %s "$STORE")" ]
	[ "$(metric pigtrace_store_disk_free_bytes)" -gt 0 ]
	# The refusals of all rules together are those of the quarantine.
	[ "$(ask /metrics | awk '/^pigtrace_collectd_lines_refused_total/ { n += $2 } END { print n }')" = 1 ]
	ask /metrics | grep -q '^Content-Type: text/plain; version=0.0.4'
	stop_collectd
}

@test "what the store misses is counted by a reader of its own" {
	watched_home
	start_broker
	start_collectd
	register scale-01 --plain --trade farm
	stop_collectd
	# As stations with gaps would leave it.
	sqlite3 "$STORE" "insert into received values (1, 7, 5, 9); insert into received values (1, 7, 21, 21);
		insert into received values (1, 8, 1, 3)"
	start_collectd
	metric_is pigtrace_store_missing_numbers 15
	metric_is pigtrace_store_events "$(sql 'select max(no) from event')"
}

@test "readiness follows the broker, health does not" {
	watched_home
	begin_collectd
	wait_for 10 answers_with /readyz 503
	ask /readyz | grep -qx 'broker: not connected to the broker'
	answers_with /healthz 200
	start_broker
	wait_ready
	wait_for 20 answers_with /readyz 200
	stop_broker -9
	wait_for 20 answers_with /readyz 503
	answers_with /healthz 200
	start_broker
	wait_for 60 answers_with /readyz 200
	stop_collectd
}

@test "clients that lie, dawdle or never read do not hurt the gateway" {
	watched_home
	start_broker
	start_collectd
	register scale-01 --plain --trade farm
	# Clients that ask nothing, ask half, send rubbish, and never read.
	python3 - "$WATCH" "$T/liars" <<'PY' &
import socket, sys, time
open(sys.argv[2], "w")
kept = []
for n in range(20):
    s = socket.socket(); s.connect(("127.0.0.1", int(sys.argv[1])))
    if n % 4 == 1: s.sendall(b"GET /metr")
    if n % 4 == 2: s.sendall(b"\0\xff" * 1000)
    if n % 4 == 3: s.sendall(b"GET /metrics HTTP/1.1\r\n\r\n")
    kept.append(s)
open(sys.argv[2], "w").write("there")
time.sleep(600)
PY
	echo $! >>"$CHILDREN"
	wait_for 30 grep -q there "$T/liars"
	for n in 1 2 3; do post_text scale-01 "$(weighing "$n")"; done
	wait_for 10 sql_is "select count(*) from event where kind = 'weigh'" 3
	wait_for 60 metric_is pigtrace_collectd_events_accepted_total "$(sql 'select count(*) from event')"
	stop_collectd # at once, whoever still hangs on
}

@test "a unix socket is answered, outlives a kill, and goes with its gateway" {
	make_home
	socket=$(mktemp -d)/s # a path of at most 107 bytes
	echo "metrics_socket = $socket" >>"$PIGTRACE_HOME/collectd.conf"
	start_broker
	start_collectd
	cat >"$T/ask.py" <<'PY'
import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
s.sendall(b"GET /readyz HTTP/1.1\r\n\r\n")
print(s.makefile().read())
PY
	python3 "$T/ask.py" "$socket" | grep -q '^ready$'
	[ "$(stat -c %a "$socket")" = 660 ]
	kill_collectd
	[ -S "$socket" ]
	start_collectd
	python3 "$T/ask.py" "$socket" | grep -q '^ready$'
	stop_collectd
	[ ! -e "$socket" ]
	rmdir "${socket%/s}"
}

@test "a place that is taken is a clear refusal, and nothing listens unless it is said where" {
	watched_home
	start_broker
	start_collectd
	register scale-01 --plain --trade farm
	cp -r "$PIGTRACE_HOME" "$T/second"
	run -2 --separate-stderr timeout 20 pigtrace-collectd -c "$T/second/collectd.conf"
	[[ "$stderr" = "matter=failed "*"port $WATCH of 127.0.0.1"* ]]
	run -0 timeout 20 pigtrace-collectd -n -c "$T/second/collectd.conf" # binds nothing
	stop_collectd
	sed -i '/metrics_port/d' "$PIGTRACE_HOME/collectd.conf"
	start_collectd
	not eval '(exec 8<>"/dev/tcp/127.0.0.1/$WATCH") 2>/dev/null'
}
