#!/usr/bin/env bats
# pigtrace-station with devices on serial lines: what they say becomes events in the store.
load lib
bats_require_minimum_version 1.5.0

# play NAME...: devices on $T/NAME; `device NAME VERB ...` tells them what to do.
play() {
	mkfifo "$T/play"
	exec {PLAY}<>"$T/play"
	FEEDS[play]=$PLAY
	start python3 "$SCENARIO/serial.py" "$T" "$@" <"$T/play" 2>"$T/serial.log"
	local name
	for name in "$@"; do wait_for 10 test -e "$T/$name"; done
}

device() { printf '%s\n' "$*" >&"$PLAY"; }

# plugged NAME OPTION...: the station with its devices.
plugged() {
	local name=$1
	shift
	start pigtrace-station "$@" "$PIGTRACE_HOME/stations/$name" </dev/null \
		>"$T/answers" 2>"$T/station.log"
	STATION=$STARTED
	wait_for 10 grep -q matter=connected "$T/station.log"
}

answered() { grep -qx -- "$1" "$T/answers"; }

unplug_all() {
	kill "$STATION"
	ended "$STATION"
	[ "$CODE" = 0 ]
}

# 112.5 kg as a Yaohua XK3190 sends it, so many times; empty: 0.0 kg
yaohua() { for _ in $(seq "$2"); do printf '%s' "$1"; done; }
HEAVY=022b303031313235313144 HEAVY+=03
EMPTY=022b303030303030313141 EMPTY+=03

@test "a tag reader beside a scale: each animal's steady weight is in the store, once" {
	start_all
	register farm-01 --trade farm
	play reader scale
	plugged farm-01 --device "tag-ascii:$T/reader" --device "scale-yaohua:$T/scale,steady=3"
	device reader text 'LA 156 000000012345\r\n'
	device reader text 'LA 156 000000012345\r\n'
	device scale send "ff$(yaohua $EMPTY 2)$(yaohua $HEAVY 8)"
	wait_for 10 answered 'ok 1'
	device reader text 'LA 156 000000012345\r\n'
	device scale send "$(yaohua $HEAVY 8)$(yaohua $EMPTY 3)"
	wait_for 20 sql_is "select count(*) from event where kind = 'weigh'" 1
	device reader text 'LR 0006 0000000018514243\r\n'
	wait_for 10 grep -q '^refused .*not an animal' "$T/answers"
	unplug_all
	sql_is "select json_extract(body, '$.of[0]') || ' ' || json_extract(body, '$.kg') from event
		where kind = 'weigh'" 'eid:156000000012345 112.5'
	[ "$(grep -c '^ok' "$T/answers")" = 1 ]
}

@test "a scanner that is unplugged and plugged in again goes on; rubbish is refused with a reason" {
	start_all
	register shop-01 --trade shop
	play scanner
	plugged shop-01 --device "scanner:$T/scanner,115200,prefix=#" --as receive
	device scanner text '#069012340000000016\r\n'
	wait_for 10 answered 'ok 1'
	device scanner unplug
	wait_for 10 grep -q matter=device_gone "$T/station.log"
	device scanner plug
	wait_for 20 grep -q matter=device_back "$T/station.log"
	device scanner text '#https://a.example/01/06901234000016/21/000000427HK3QW9ZB4TN\r'
	wait_for 10 answered 'ok 2'
	device scanner text '#rubbish\r'
	wait_for 10 grep -q '^refused' "$T/answers"
	wait_for 20 sql_is "select count(*) from event where kind = 'receive'" 2
	unplug_all
}

@test "on the road: a limit crossed is in the store at once, with its place; a broken probe is no zero" {
	start_all
	register truck-01 --trade transport
	play gnss probe
	device probe answer 21
	plugged truck-01 --device "gnss:$T/gnss" --device "probe:$T/probe,every=1" \
		--track truck:晋J12345 --limits 0..4
	device gnss text '$GPGGA,123519,3658.8120,N,11110.6480,E,1,08,0.9,545.4,M,46.9,M,,*4C\r\n'
	device probe answer 63
	wait_for 20 answered 'ok 1'
	device probe answer -32768
	wait_for 20 grep -q '^refused .*sensor is broken' "$T/answers"
	device probe mute
	wait_for 20 grep -q '^refused .*no answer' "$T/answers"
	device probe answer 30
	wait_for 20 answered 'ok 2'
	wait_for 20 sql_is "select count(*) from event where kind = 'track'" 2
	unplug_all
	sql_is "select json_extract(body, '$.lat') || ' ' || json_extract(body, '$.lon') from event
		where kind = 'track' order by seq desc limit 1" '36.9802 111.177467'
	sql_is "select json_extract(body, '$.readings[#-1][1]') from event where kind = 'track'
		order by seq limit 1" 6.3
	sql_is "select count(*) from event, json_each(body, '$.readings') r
		where kind = 'track' and r.value ->> 1 in ('0', '-3276.8')" 0
	sql_is "select count(*) from event where kind = 'track' and body like '%probe: %'" 1
}

@test "devices that make no sense together are a usage error" {
	make_home
	run -2 pigtrace-station --device scale-yaohua:/dev/null "$T"
	[[ $output == *"a scale needs"* ]]
	run -2 pigtrace-station --device scanner:/dev/null "$T"
	[[ $output == *"--as KIND"* ]]
	run -2 pigtrace-station --device probe:/dev/null "$T"
	[[ $output == *"--track"* ]]
	run -2 pigtrace-station --device toaster:/dev/null "$T"
	[[ $output == *toaster* ]]
	run -2 pigtrace-station --device scanner:/dev/null,9600-5N1 --as receive "$T"
	[[ $output == *9600-5N1* ]]
	run -1 pigtrace-station --device "scanner:$T/nothing" --as receive "$PIGTRACE_HOME/stations/admin"
	[[ $output == *"$T/nothing"* ]]
}
