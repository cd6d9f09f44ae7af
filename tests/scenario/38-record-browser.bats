#!/usr/bin/env bats
# The farmer's form in Debian's chromium: tests/browser/record.cjs, one test a case. Screenshots: build/artefacts/record.
load lib
load web
load browser
bats_require_minimum_version 1.5.0

setup_file() {
	begin_file
	install_modules
	make_home
	STORE=$PIGTRACE_HOME/pigtrace.db LOG=$T/collectd.log
	start_broker
	start_collectd
	register phone-01 --plain --trade farm --title 交口一场 --place group:1411300001/F3
	register phone-02 --plain --trade farm --title 交口二场 --place group:1411300002/F1
	register phone-03 --plain --trade farm --title 交口三场 --place group:1411300003/F1
	mosquitto_passwd -b "$PIGTRACE_HOME/mosquitto/passwd" phone-03 密码：三号
	kill -HUP "$BROKER"
	start_webd
	export HANZI=phone-03:密码：三号
	export OTHER="phone-02:$(cat "$PIGTRACE_HOME/stations/phone-02/password")"
	export STORE RECORD=http://127.0.0.1:$WEB/record LOGIN="phone-01:$(cat "$PIGTRACE_HOME/stations/phone-01/password")"
	shots_in record
}
teardown_file() { end_file; }
setup() { :; }
teardown() { :; }

browser() { node "$ROOT/tests/browser/record.cjs" "$1"; }

# stored CASE N: so many weighings by that operator are in the store, each once.
stored() {
	[ "$(sqlite3 "$STORE" "select count(*), count(distinct body) from event where operator = '$1'")" = "$2|$2" ]
}

@test "who writes here is asked once" { browser first && stored first 1; }
@test "a link brings the login, and it does not stay in the address" { browser link && stored link 1; }
@test "without network nothing is lost, and the page opens" { browser offline && stored offline 12; }
@test "the page on the phone is renewed behind the one that opens" { browser newer; }
@test "what is wrong is told and can be put right" { browser wrong && stored wrong 1; }
@test "one entry too large keeps no other from being sent" { browser large && stored large 1; }
@test "nor does an answer that is none of ours" { browser stranger && stored stranger 1; }
@test "a login in Chinese, and a link written by hand" { browser hanzi && stored hanzi 1; }
@test "from the login there is a way back" { browser back && stored back 1; }
@test "two windows do not overwrite each other" { browser windows && stored windows 4; }
@test "what one station has written is not said by another" {
	browser stations
	stored stations 2
	sqlite3 "$STORE" "select s.name, e.body from event e join station s on s.no = e.station where operator = 'stations'" >"$BATS_TEST_TMPDIR/said"
	grep -q '^phone-01|.*114113000010131' "$BATS_TEST_TMPDIR/said"
	grep -q '^phone-02|.*114113000010132' "$BATS_TEST_TMPDIR/said"
}
@test "under a mistyped station nothing is lost" { browser mistyped && stored mistyped 1; }
@test "under a wrong password nothing is lost" { browser password && stored password 1; }
@test "what an older page wrote does not stop a newer one" { browser older && stored older 1; }
@test "the same again is another record" { browser again && stored again 2; }
@test "what was named before is a tap" { browser near && stored near 3; }
@test "a full phone says so" { browser full && stored full 1; }
@test "what is typed stays text" { browser hostile && stored hostile 0; }
@test "a wrong clock is told" { browser clock && stored clock 1; }
@test "by the keyboard alone" { browser keyboard && stored keyboard 1; }
@test "at 320 pixels nothing stands out on the right" { browser narrow && stored narrow 1; }
@test "axe finds nothing" { browser axe; }
@test "without JavaScript it says what it needs" { browser noscript; }

@test "every case of the browser has its test here" {
	for name in $(node "$ROOT/tests/browser/record.cjs" --list); do
		grep -q "browser $name\b" "$BATS_TEST_FILENAME"
	done
}
