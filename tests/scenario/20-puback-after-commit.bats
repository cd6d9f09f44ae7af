#!/usr/bin/env bats
# The order that the promise to plain publishers hangs on: read, commit, and only then PUBACK. It is how
# libmosquitto behaves, not what it documents, so it is looked at from outside, with strace.
load lib

# Every step of the gateway that matters here, in its order, a letter each: R the first byte of a message read,
# S the store's log (-wal) synced, A a PUBACK written (one or many in one write).
steps() {
	sed -nE 's/^read\([0-9]+<[^>]*>, "\\x3[23ab]", 1\) .*/R/p
		s/^f(data)?sync\([0-9]+<[^>]*\\x2d\\x77\\x61\\x6c>\).*/S/p
		s/^(write|sendto|sendmsg)\([0-9]+<[^>]*>, "\\x40\\x02.*/A/p' "$T/strace" | tr -d '\n'
}

watched_collectd() {
	begin_collectd strace -D -qq -y -xx -s 16 -o "$T/strace" \
		-e trace=read,write,sendto,sendmsg,fsync,fdatasync
	wait_ready
}

break_store() {
	sqlite3 "$STORE" "pragma wal_autocheckpoint = 0;
		create trigger broken before insert on event begin select raise(abort, 'broken'); end"
}

mend_store() { sqlite3 "$STORE" "pragma wal_autocheckpoint = 0; drop trigger broken"; }

weighings() { sql "select count(*) from event where kind = 'weigh'"; }

stored() { [ "$(weighings)" = "$1" ]; }

acknowledged() { [[ "$(steps)" == *A ]]; }

publish() { post_text scale-1 "$(weighing "$1")"; }

begin_watching() {
	make_home
	start_broker
	start_collectd
	register scale-1 --trade farm --plain
	stop_collectd
	watched_collectd
}

@test "no PUBACK leaves before the message it answers is on the disk" {
	begin_watching
	for n in $(seq 20); do
		publish "$n"
		wait_for 10 stored "$n"
	done
	wait_for 10 acknowledged
	stop_collectd
	echo "$(steps)"
	# Every message read is followed by a sync before the next PUBACK.
	[[ "$(steps)" =~ ^(R+S+A+)+S*$ ]]
	[ "$(steps | tr -dc R | wc -c)" = 20 ]
}

@test "a message the store cannot keep is never acknowledged; the broker gives it again until it can" {
	begin_watching
	publish 1
	wait_for 10 acknowledged
	break_store
	publish 2
	publish 3
	wait_for 10 logged 'matter=store_failed'
	# It connects again, gets both again and fails again: no PUBACK of the first time was left over.
	wait_for 20 eval '[ "$(grep -c matter=store_failed "$LOG")" -ge 3 ]'
	echo "$(steps)"
	[[ "$(steps)" =~ ^RS+A+[RS]+$ ]]
	stored 1
	mend_store
	wait_for 40 stored 3
	stop_collectd
	echo "$(steps)"
	# The broker may give both in one go or one after the other; either way a sync stands before each PUBACK.
	[[ "$(steps)" =~ ^RS+A+[RS]+(R+S+A+)+S*$ ]]
	sound_store
	sql_is "select count(*) from quarantine" 0
}

# seldom_runs: takes little of a processor for a second, from now on.
seldom_runs() {
	local before
	before=$(awk '{ print $14 + $15 }' "/proc/$COLLECTD/stat")
	sleep 1
	[ $(($(awk '{ print $14 + $15 }' "/proc/$COLLECTD/stat") - before)) -lt 30 ]
}

@test "while the store is in trouble the gateway waits without spinning, and SIGTERM ends it" {
	start_all
	register scale-1 --trade farm --plain
	break_store
	publish 1
	wait_for 20 eval '[ "$(grep -c matter=store_failed "$LOG")" -ge 4 ]'
	seldom_runs
	kill "$COLLECTD"
	ended "$COLLECTD" 8
	[ "$CODE" = 0 ]
	mend_store
	start_collectd
	wait_for 20 stored 1
}

@test "a configuration is checked beside a gateway that runs, and changes nothing of the store" {
	start_all
	pigtrace-collectd -n -c "$PIGTRACE_HOME/collectd.conf"
	not gone "$COLLECTD"
	for bad in "cert = client.crt" "insecure = yes" "cafile = none.crt" "gateway_key = none.key" \
		"store = none.db" "admin_key = x" "port = 0" "language = fr"; do
		grep -v "^${bad%% *} " "$PIGTRACE_HOME/collectd.conf" >"$PIGTRACE_HOME/bad.conf"
		echo "$bad" >>"$PIGTRACE_HOME/bad.conf"
		echo "$bad"
		run pigtrace-collectd -n -c "$PIGTRACE_HOME/bad.conf"
		[ "$status" = 2 ]
	done
	stop_collectd
	pigtrace-collectd -n -c "$PIGTRACE_HOME/collectd.conf"
}

# ---- brokers that are no help ----

# a_broker PYTHON: listens on $PORT and treats the socket s so.
a_broker() {
	PORT=$(free_port)
	sed -i "s/^port = .*/port = $PORT/; s/^host = .*/host = 127.0.0.1/" "$PIGTRACE_HOME/collectd.conf"
	start python3 -c "
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', $PORT))
$1"
	FALSE_BROKER=$STARTED
	wait_for 10 listens
}

listens() { grep -qi ":$(printf %04X "$PORT") .* 0A " /proc/net/tcp; }

spends_little_and_ends() {
	sleep 1
	seldom_runs
	kill "$COLLECTD"
	ended "$COLLECTD" 8
	[ "$CODE" = 0 ]
}

@test "SIGTERM ends the gateway without waiting for anything: broker away, silent, unreachable, hanging up" {
	make_home
	begin_collectd
	wait_for 10 logged 'matter=broker_away'
	spends_little_and_ends

	a_broker 's.listen(5); time.sleep(60)' # accepts and never answers
	begin_collectd
	spends_little_and_ends

	# Its queue is full: connecting takes for ever.
	a_broker 's.listen(0)
waiting = []
for i in range(3):
    waiting.append(socket.socket()); waiting[-1].setblocking(False); waiting[-1].connect_ex(s.getsockname())
time.sleep(60)'
	begin_collectd
	spends_little_and_ends

	a_broker 's.listen(5)
while True: s.accept()[0].close()'
	begin_collectd
	wait_for 10 logged 'matter=broker_away'
	spends_little_and_ends
}

@test "a broker that hangs up in the TLS handshake is tried again, without spinning" {
	make_home
	printf '%s\n' "cafile = $T/ca.crt" >>"$PIGTRACE_HOME/collectd.conf"
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
		-keyout "$T/ca.key" -out "$T/ca.crt" 2>/dev/null
	a_broker 's.listen(5)
import struct
while True:
    c = s.accept()[0]; c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); c.close()'
	begin_collectd
	wait_for 10 eval '[ "$(grep -c matter=broker_away "$LOG")" -ge 2 ]'
	spends_little_and_ends
}
