#!/usr/bin/env bats
# HTTP as nobody's browser speaks it, over raw sockets. The long form holds ten thousand idle connections.
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

raw() { python3 "$SCENARIO/raw_http.py" "$WEB" "$LINK" "$@"; }

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
@test "who sends a byte now and then is not waited for" { raw slowloris; alive; }
@test "idle connections do not keep others out" { raw idle "$(short_or_long 60 10000)"; alive; }
