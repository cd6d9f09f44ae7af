#!/usr/bin/env bats
# HTTP as nobody's browser speaks it, over raw sockets. The long form (PIGTRACE_LONG=1) holds ten thousand idle
# connections and a thousand slow ones, the short one 60 and 40.
load lib
load web
bats_require_minimum_version 1.5.0

setup_file() {
	begin_file
	a_season 188 "$T/season"
	tell "$PIGTRACE_HOME/pigtrace.db" season "$T/season"
	start_webd 'idle_s = 3' 'deadline_s = 4' "connections = $(short_or_long 64 12000)"
	export WEB LINK WEBD
}
teardown_file() { end_file; }
setup() { T=$BATS_FILE_TMPDIR; PIGTRACE_HOME=$T/home; }
teardown() { [ -n "${BATS_TEST_COMPLETED:-}" ] || cat "$T/webd.log"; }

raw() {
	local code=0
	python3 "$SCENARIO/raw_http.py" "$WEB" "$LINK" "$@" || code=$?
	[ $code != 77 ] || skip "not so many files for one process"
	return $code
}

# Whatever was sent: the server goes on, and answers the next one.
alive() {
	[ "$(status "$LINK")" = 200 ]
	not gone "$WEBD"
}

@test "two Content-Length are refused, and what follows is not taken for a request" { raw two_lengths; alive; }
@test "Content-Length beside Transfer-Encoding is refused, in either order" { raw length_and_chunked; alive; }
@test "Transfer-Encoding alone is refused, however it is spelled" { raw chunked; alive; }
@test "a Content-Length that is no number is refused" { raw bad_length; alive; }
@test "two Hosts are refused" { raw two_hosts; alive; }
@test "a body with GET is refused" { raw get_with_body; alive; }
@test "a body that is too long is refused before it is read" { raw long_body; alive; }
@test "paths that climb, escapes of control characters and long ones are refused" { raw targets; alive; }
@test "an escaped slash stays a part of its segment" { raw escaped_slash; alive; }
@test "long headers, many headers, and none at all" { raw headers; alive; }
@test "requests one behind the other are answered one by one" { raw pipeline; alive; }
@test "noise is no request" { raw noise; alive; }
@test "who sends a byte now and then is not waited for" { raw slowloris "$(short_or_long 40 1000)"; alive; }
@test "idle connections do not keep others out" { raw idle "$(short_or_long 60 10000)"; alive; }

@test "with fewer files than connections it takes fewer, says so, and goes on" {
	T=$BATS_TEST_TMPDIR
	CHILDREN=$BATS_FILE_TMPDIR/children
	mkdir "$T/home"
	cp "$PIGTRACE_HOME"/pigtrace.db* "$T/home"
	PIGTRACE_HOME=$T/home
	# The soft limit alone is raised; the hard one is kept to.
	(ulimit -Sn 80 && ulimit -Hn 120 && begin_webd 'connections = 300' 'idle_s = 3' && echo "$WEB $WEBD" >"$T/webd")
	read -r WEB WEBD <"$T/webd"
	wait_for 20 webd_is_up
	grep -q 'matter=few_files connections=28' "$T/webd.log"
	grep -q 'Max open files  *120  *120' "/proc/$WEBD/limits"
	raw crowd 200
	[ "$(status "$LINK")" = 200 ]
	kill "$WEBD"
	wait_for 20 gone "$WEBD"
}
