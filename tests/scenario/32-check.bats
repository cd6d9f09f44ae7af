#!/usr/bin/env bats
# A tap on "check", and a complaint: signed events of the page's own station over a real broker. And the whole way
# of a recall: from the administrator's word to the page, without a restart.
load lib
load web
bats_require_minimum_version 1.5.0

check() { status "$LINK" -d 'do=check&lang=zh' "$@"; }
counted() { sql_is "select count(*) from event e join station s on s.no = e.station where s.name = 'web'" "$1"; }

@test "a tap is a signed event of the page's station, and the page counts it" {
	a_shop
	page_says checks.count=0
	# Looking is not checking.
	for _ in 1 2 3; do web "$LINK" >/dev/null; done
	[ "$(check)" = 303 ]
	target=$(field Location)
	[[ "$target" = "$LINK?checked="*"&lang=zh#check" ]]
	web "${target%#*}" | grep -q '这是第 1 次查验'
	wait_for 30 counted 1
	web "${target%#*}" | grep -q '这是第 1 次查验'
	[ "$(check)" = 303 ]
	wait_for 30 counted 2
	page_says checks.count=2
	sql "select body from event e join station s on s.no = e.station where s.name = 'web' order by e.seq limit 1" \
		>"$T/event"
	python3 - "$T/event" <<'PY'
import json, sys
event = json.load(open(sys.argv[1]))
assert event["do"] == "check" and event["of"] == ["pkg:06901234000016/A1"] and event["by"] == "consumer", event
assert set(event) == {"do", "at", "of", "by"}, "what it says of the reader: nothing"
PY
	sql_is "select count(*) from event e join station s on s.no = e.station where s.name = 'web' and e.assurance <> 'signed'" 0
	sql_is 'select count(*) from quarantine' 0
}

@test "a check waits on the page's disk while the broker is away, even through a kill" {
	a_shop
	stop_broker
	[ "$(check)" = 303 ]
	[ "$(check)" = 303 ]
	kill -9 "$WEBD"
	ended "$WEBD"
	start_broker
	start_webd
	wait_for 60 counted 2
	page_says checks.count=2
}

@test "the proxy names the region; nobody else can" {
	a_shop 'region_header = X-Region'
	[ "$(check -H 'X-Region: 北京')" = 303 ]
	[ "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$PIGTRACE_HOME/webd.sock" -H 'X-Region: 太原' \
		-d do=check "http://x$LINK")" = 303 ]
	wait_for 30 counted 2
	page_says checks.regions=1
	sql "select body from event where kind = 'check'" >"$T/events"
	grep -q '"region":"太原"' "$T/events"
	not grep -q 北京 "$T/events"
}

@test "a complaint is kept without the numbers of who complains" {
	a_shop
	[ "$(status "$LINK" -d 'do=complain&about=smell&lang=zh' --data-urlencode 'text=有异味，请电 138 1234 5678 王' )" = 303 ]
	target=$(field Location)
	web "${target%#*}" | grep -q '投诉已登记'
	wait_for 30 counted 1
	sql "select body from event e join station s on s.no = e.station where s.name = 'web'" >"$T/event"
	cat "$T/event"
	grep -q '"complaint":"smell"' "$T/event"
	grep -q '有异味' "$T/event"
	# Its text, without the package's own numbers around it.
	sed -E 's/.*"remark":"([^"]*)".*/\1/' "$T/event" >"$T/text"
	grep -q '有异味' "$T/text"
	not grep -qE '[0-9]' "$T/text"
	# It is for the inspector, not for the public.
	web "$LINK" >"$T/seen"
	not grep -q 有异味 "$T/seen"
}

@test "what is no check of ours is refused, and nothing is recorded" {
	a_shop 'checks_per_address = 4'
	[ "$(status "$LINK" -d 'do=other')" = 400 ]
	[ "$(status "$LINK" -d '')" = 400 ]
	[ "$(status "$LINK" -d 'do=complain')" = 400 ]
	[ "$(status "$LINK" -d 'do=complain&about=nonsense')" = 400 ]
	[ "$(check -H 'Sec-Fetch-Site: cross-site')" = 403 ]
	[ "$(status /01/06901234000016/21/NOBODY -d do=check)" = 404 ]
	[ "$(status /healthz -d do=check)" = 405 ]
	# One of the four of this minute is spent on the unknown code; a minute may end in between.
	for _ in 1 2 3 4 5 6 7 8; do check >>"$T/answers"; echo >>"$T/answers"; done
	grep -q 303 "$T/answers"
	grep -q 429 "$T/answers"
	wait_for 30 counted "$(grep -c 303 "$T/answers")"
}

@test "a code that is checked without end fills no store" {
	a_shop 'checks_per_item = 3' 'checks_per_address = 1000'
	for count in 1 2 3; do
		[ "$(check)" = 303 ]
		wait_for 30 counted $count
	done
	for _ in 1 2 3; do [ "$(check)" = 303 ]; done
	page_says checks.count=3
	grep -q '^pigtrace_webd_checks_total 3$' <(web /metrics)
}

@test "a recall is on the page as soon as the gateway has it" {
	a_shop
	page_says verdict=unsure
	pigtrace recall open r-1 lot:06901234000016/L1 --class I --reason 沙门氏菌 >/dev/null 2>>"$T/log.log"
	page_says verdict=recalled
	web "$LINK" | grep -q '沙门氏菌'
	pigtrace recall close r-1 >/dev/null 2>>"$T/log.log"
	page_says verdict=unsure
}

@test "the page cannot write the store: another user reads it, and checks still go out" {
	a_shop
	stop_webd
	# Everything of its own is its own; the store is only to be read.
	chmod 711 "$PIGTRACE_HOME" "$T"
	chmod 755 "$PIGTRACE_HOME/stations"
	chmod 644 "$STORE"*
	mkdir "$T/web"
	mv "$PIGTRACE_HOME/stations/web" "$T/web/station"
	sed "s#^store = .*#store = $STORE#; s#^station = .*#station = station#; s#^socket.*##" \
		"$PIGTRACE_HOME/webd.conf" >"$T/web/webd.conf"
	chown -R nobody "$T/web"
	for dir in "${BATS_TEST_TMPDIR%/*}" "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"; do chmod a+x "$dir"; done
	: >"$T/webd.log"
	start setpriv --reuid nobody --clear-groups pigtrace-webd -c "$T/web/webd.conf" 2>>"$T/webd.log"
	WEBD=$STARTED
	wait_for 20 webd_is_up
	[ "$(status /readyz)" = 200 ]
	[ "$(status "$LINK")" = 200 ]
	[ "$(check)" = 303 ]
	wait_for 30 counted 1
}
