#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# make_ca NAME, make_certificate CA NAME HOST: files NAME.crt and NAME.key.
make_ca() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$T/$1.key" -out "$T/$1.crt" \
		2>>"$T/openssl.log"
}

make_certificate() {
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$3" -keyout "$T/$2.key" -out "$T/$2.csr" 2>>"$T/openssl.log"
	printf 'subjectAltName=DNS:%s\n' "$3" >"$T/$2.ext"
	openssl x509 -req -in "$T/$2.csr" -CA "$T/$1.crt" -CAkey "$T/$1.key" -CAcreateserial -days 2 \
		-extfile "$T/$2.ext" -out "$T/$2.crt" 2>>"$T/openssl.log"
}

# A home whose broker speaks TLS only, with the certificate NAME of the authority `ours`.
make_tls_home() {
	make_ca ours
	make_ca theirs
	make_certificate ours "$1" "$2"
	make_home
	sed -i "/^listener/a cafile $T/ours.crt\ncertfile $T/$1.crt\nkeyfile $T/$1.key" \
		"$PIGTRACE_HOME/mosquitto/mosquitto.conf"
	trust admin ours
	start_broker
}

# trust STATION AUTHORITY
trust() { sed -i "s#^cafile = .*#cafile = $T/$2.crt#" "$PIGTRACE_HOME/stations/$1/station.conf"; }

gateway_trusts() {
	sed -i '/^cafile/d; /^insecure/d' "$PIGTRACE_HOME/collectd.conf"
	printf 'cafile = %s\n' "$T/$1.crt" >>"$PIGTRACE_HOME/collectd.conf"
}

@test "gateway and stations speak TLS with a broker whose authority they were given" {
	make_tls_home good localhost
	gateway_trusts ours
	pigtrace-collectd -n -c "$PIGTRACE_HOME/collectd.conf" 2>/dev/null
	start_collectd
	register farm-01 --trade farm
	trust farm-01 ours
	weighing 1 | pigtrace-station --once --timeout 20 "$PIGTRACE_HOME/stations/farm-01" 2>"$T/station.log"
	sql_is "select count(*) from event where kind = 'weigh'" 1
	# It is TLS: the same without it gets nowhere.
	run ! mosquitto_pub -p "$PORT" -u admin -P "$(cat "$PIGTRACE_HOME/stations/admin/password")" -t x -m y
	stop_collectd
}

@test "a broker of a strange authority is refused and logged, by gateway and station, and nothing is said to it" {
	make_tls_home good localhost
	gateway_trusts theirs
	begin_collectd
	wait_for 20 logged 'matter=broker_away why=".*(TLS|certificate|verify).*"'
	not logged matter=ready
	not gone "$COLLECTD"
	stop_collectd
	gateway_trusts ours
	start_collectd
	register farm-01 --trade farm
	trust farm-01 theirs
	run -5 --separate-stderr pigtrace-station --once --timeout 3 "$PIGTRACE_HOME/stations/farm-01" < <(weighing 1)
	[ "$output" = 'ok 1' ]
	[[ "$stderr" = *matter=disconnected* ]]
	[[ "$stderr" = *TLS* || "$stderr" = *certificate* ]]
	sql_is "select count(*) from event where kind = 'weigh'" 0
	trust farm-01 ours
	pigtrace-station --once --timeout 20 "$PIGTRACE_HOME/stations/farm-01" </dev/null 2>"$T/station.log"
	sql_is "select count(*) from event where kind = 'weigh'" 1
}

@test "a certificate for another host is refused, unless the check is turned off for a test" {
	make_tls_home elsewhere broker.example.com
	gateway_trusts ours
	begin_collectd
	wait_for 20 logged 'matter=broker_away'
	not logged matter=ready
	stop_collectd
	echo 'insecure = yes' >>"$PIGTRACE_HOME/collectd.conf"
	start_collectd
}

@test "a phone's records go over TLS, too, and to no strange broker" {
	load web
	make_tls_home good localhost
	gateway_trusts ours
	start_collectd
	register phone-01 --plain --trade farm
	form='do=weigh&at=2026-11-20T07:30:12%2B08:00&of=114113000000001&kg=80'
	says() { [ "$(status /record -u "phone-01:$(cat "$PIGTRACE_HOME/stations/phone-01/password")" -d "$form")" = "$1" ]; }
	trust web theirs
	start_webd
	wait_for 20 says 503
	sql_is "select count(*) from event where kind = 'weigh'" 0
	stop_webd
	trust web ours
	start_webd
	wait_for 20 says 200
	sql_is "select count(*) from event where kind = 'weigh'" 1
}
