#!/usr/bin/env bats
load lib
load firmware

@test "a truck says what it carries, where and how cold, at once when it gets too warm, over a modem and its troubles" {
	start_all
	register truck-01 --trade transport
	play truck
	sql "select body from event e join station s on s.no = e.station where s.name = 'truck-01' order by seq" >"$T/bodies"
	cat "$T/bodies"
	python3 "$FIRMWARE/tracks.py" <"$T/bodies"
	sql_is "select count(*) from event where abs(at_ms - got_ms) > 600000" 0
	sql_is "select count(*) from quarantine" 0
	no_gaps
}
