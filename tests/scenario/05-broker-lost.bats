#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# What the broker had acknowledged, kept for the gateway or retained is gone with its data.
lose_broker() {
	stop_broker -9
	rm -rf "$PIGTRACE_HOME/mosquitto/data"
	mkdir "$PIGTRACE_HOME/mosquitto/data"
	start_broker
}

@test "the broker loses all it had in mid-season, again and again: nothing is lost, nothing stored twice" {
	rounds=$(short_or_long 6 30)
	start_all
	make_season "$T/season" --pigs "$(short_or_long 30 120)" --seed 51
	register_season "$T/season"
	open_feeds "$T/season"
	for round in $(seq "$rounds"); do
		feed "$T/season" "$round" "$rounds"
		sleep_ms $((RANDOM % 400))
		lose_broker
	done
	close_feeds
	not gone "$COLLECTD"
	answered_season "$T/season" >"$T/answered"
	[ "$(wc -l <"$T/answered")" -gt 500 ]
	stored_lines >"$T/stored"
	same "$T/answered" "$T/stored"
	sound_store
	no_gaps
	stop_collectd
	[ "$(grep -c matter=ready "$LOG")" -gt 1 ]
}

@test "what the broker acknowledged to a station but lost before the gateway had it is sent again" {
	start_all
	register farm-01 --trade farm
	stop_collectd
	weighing 7 >"$T/line"
	echo >>"$T/line"
	start pigtrace-station --once --timeout 60 "$PIGTRACE_HOME/stations/farm-01" \
		<"$T/line" >"$T/answers" 2>"$T/station.log"
	station=$STARTED
	wait_for 10 grep -q '^ok 1$' "$T/answers"
	wait_for 10 grep -q matter=connected "$T/station.log"
	sleep 0.5 # it has published, the broker holds it for the gateway
	lose_broker
	start_collectd
	ended "$station" 60
	[ "$CODE" = 0 ]
	sql_is "select count(*) from event where kind = 'weigh'" 1
}
