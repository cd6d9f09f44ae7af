#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# One home with its keys and registered stations; every delivery begins from the same copy of it.
prepare() {
	start_all
	make_season "$T/season" --pigs "$1" --seed 61 --late 80
	register_season "$T/season"
	stop_collectd
	stop_broker
	cp -a "$PIGTRACE_HOME" "$T/home.before"
}

begin_again() {
	rm -rf "$PIGTRACE_HOME"
	cp -a "$T/home.before" "$PIGTRACE_HOME"
	start_broker
	start_collectd
}

finish() {
	trace_all "$T/season" >"$T/traces.$1"
	sound_store
	no_gaps
	stop_collectd
	stop_broker
}

@test "shuffled and repeated delivery gives byte for byte the same traces" {
	pigs=$(short_or_long 24 100)
	prepare "$pigs"
	while read -r name options; do
		begin_again
		# shellcheck disable=SC2086
		make_notes "$T/notes.$name" --pigs "$pigs" --seed 61 --late 80 $options
		post_notes "$T/notes.$name"
		finish "$name"
		[ "$(wc -c <"$T/traces.$name")" -gt 100000 ]
		same "$T/traces.straight" "$T/traces.$name"
	done <<-ORDERS
		straight --bundle 64
		shuffled --bundle 5 --shuffle 5
		repeated --bundle 16 --shuffle 9 --duplicate 60
		$(short_or_long "" "single --bundle 1 --shuffle 77 --duplicate 100")
	ORDERS
	grep -q '"verdict": "found"' "$T/traces.straight"
}

@test "stations that speak one after another, last first, give the same traces as all at once" {
	prepare "$(short_or_long 16 60)"
	begin_again
	speak_season "$T/season"
	finish together

	begin_again
	tac "$T/season/stations.tsv" >"$T/reversed.tsv"
	while IFS=$'\t' read -r name _; do
		pigtrace-station --once "$PIGTRACE_HOME/stations/$name" <"$T/season/$name.events" \
			>/dev/null 2>"$T/season/$name.log"
	done <"$T/reversed.tsv"
	finish reversed

	begin_again
	for part in 1 2 3; do # each station three times, with what it has not yet said
		while IFS=$'\t' read -r name _; do
			lines=$(wc -l <"$T/season/$name.events")
			sed -n "$(((part - 1) * lines / 3 + 1)),$((part * lines / 3))p" "$T/season/$name.events" |
				pigtrace-station --once "$PIGTRACE_HOME/stations/$name" >/dev/null 2>"$T/season/$name.log"
		done <"$T/season/stations.tsv"
	done
	finish parts
	[ "$(wc -c <"$T/traces.together")" -gt 100000 ]
	same "$T/traces.together" "$T/traces.reversed"
	same "$T/traces.together" "$T/traces.parts"
}

@test "events of one and the same instant give the same trace in whatever order they come" {
	start_all
	for name in scale-01 scale-02; do register $name --plain --trade farm; done
	stop_collectd
	stop_broker
	cp -a "$PIGTRACE_HOME" "$T/home.before"
	at='"at":"2026-06-01T08:00:00+08:00"' pig='"of":["pig:114113000000042"]'
	cat >"$T/said" <<-SAID
		scale-01 {"do":"weigh",$at,$pig,"kg":"20.5"}
		scale-02 {"do":"weigh",$at,$pig,"kg":"20.6"}
		scale-01 {"do":"move",$at,$pig,"to":"group:1411300001/A"}
		scale-02 {"do":"move",$at,$pig,"to":"group:1411300001/B"}
		scale-01 {"do":"feed",$at,"of":["group:1411300001/A"],"in":["input:liangfeng/A"]}
		scale-02 {"do":"feed",$at,"of":["group:1411300001/B"],"in":["input:liangfeng/B"]}
		scale-01 {"do":"feed","at":"2026-06-02T08:00:00+08:00","of":["group:1411300001/A"],"in":["input:liangfeng/A2"]}
		scale-02 {"do":"feed","at":"2026-06-02T08:00:00+08:00","of":["group:1411300001/B"],"in":["input:liangfeng/B2"]}
	SAID
	for order in cat tac "sort -k2" "shuf --random-source=$STORE" shuf; do
		begin_again
		$order "$T/said" >"$T/ordered"
		while read -r name line; do post_text "$name" "$line"; done <"$T/ordered"
		wait_for 10 sql_is "select count(*) from event where kind <> 'station'" 8
		pigtrace trace --json pig:114113000000042 >"$T/trace.json"
		[ -e "$T/first.json" ] || cp "$T/trace.json" "$T/first.json"
		same "$T/first.json" "$T/trace.json"
		stop_collectd
		stop_broker
	done
	grep -q liangfeng "$T/first.json"
}
