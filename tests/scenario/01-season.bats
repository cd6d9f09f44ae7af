#!/usr/bin/env bats
load lib

@test "a whole season arrives: every line answered ok is stored once, the others are refused" {
	start_all
	make_season "$T/season" --pigs "$(short_or_long 40 400)" --seed 11 --wrong 20
	register_season "$T/season"
	speak_season "$T/season"

	# What a station answered is what the generator says it must answer, line by line.
	awk -F'\t' '{ print $1, ($6 == "accepted" ? "ok" : "refused " $6) }' "$T/season/expected.tsv" |
		sort >"$T/expected"
	for name in $(season_stations "$T/season"); do
		sed -E "s/^ok .*/ok/; s/^(refused [^ ]*).*/\1/; s/^/$name /" "$T/season/$name.answers"
	done | sort >"$T/answered"
	same "$T/expected" "$T/answered"
	[ "$(grep -c refused "$T/answered")" -ge 10 ]

	# The bytes in the store are the generator's, each as often as it said them.
	awk -F'\t' '$6 == "accepted" { print $1, $5 }' "$T/season/expected.tsv" | sort >"$T/said"
	stored_lines >"$T/rows"
	cut -d' ' -f1,3 "$T/rows" | sort >"$T/stored"
	same "$T/said" "$T/stored"
	answered_season "$T/season" >"$T/mine"
	same "$T/mine" "$T/rows"
	for name in $(season_stations "$T/season"); do
		grep "^$name " "$T/said" | sha256sum >"$T/one"
		grep "^$name " "$T/stored" | sha256sum | cmp "$T/one" -
	done
	sound_store
	sql_is 'select count(*) from quarantine' 0
	no_gaps
}

@test "after the season no station waits for a receipt, not even one that starts again" {
	start_all
	make_season "$T/season" --pigs 10 --seed 12
	register_season "$T/season"
	speak_season "$T/season"
	stop_collectd
	for name in $(season_stations "$T/season") admin; do
		pigtrace-station --once --timeout 0 "$PIGTRACE_HOME/stations/$name" </dev/null 2>"$T/again.log"
		grep -q 'waiting=0' "$T/again.log"
	done
}
