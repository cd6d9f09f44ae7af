#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# The generator's corrections name their event with one epoch for all stations; the stations here have
# their own.
with_real_epochs() {
	local name script=""
	for name in $(season_stations "$1"); do
		script+="s#\"$name/1/#\"$name/$(epoch_of "$name")/#g;"
	done
	sed -i "$script" "$1"/*.events
}

@test "every package answers as the generator's own model of the season says" {
	start_all
	make_season "$T/season" --pigs "$(short_or_long 40 300)" --seed 21 --late 60 --wrong 0
	register_season "$T/season"
	with_real_epochs "$T/season"
	grep -q '"do":"correct"' "$T"/season/*.events
	speak_season "$T/season"
	python3 "$SCENARIO/oracle.py" "$T/season/packages.tsv"
}

@test "the answers are those of the model while parts of the season are still to come, and after" {
	start_all
	make_season "$T/season" --pigs 12 --seed 22 --wrong 0
	register_season "$T/season"
	with_real_epochs "$T/season"
	# The shops and the packer first: of the pigs nothing is known yet, but nothing is refused either.
	mkdir "$T/early" "$T/rest"
	grep -E '^(shop|packer)' "$T/season/stations.tsv" >"$T/early/stations.tsv"
	grep -vE '^(shop|packer)' "$T/season/stations.tsv" >"$T/rest/stations.tsv"
	cp "$T"/season/*.events "$T/early"
	cp "$T"/season/*.events "$T/rest"
	speak_season "$T/early"
	run -1 python3 "$SCENARIO/oracle.py" "$T/season/packages.tsv"
	package=$(head -n 1 "$T/season/packages.tsv" | cut -f1)
	pigtrace trace --json "$package" >"$T/early.json"
	speak_season "$T/rest"
	sql_is 'select count(*) from quarantine' 0
	python3 "$SCENARIO/oracle.py" "$T/season/packages.tsv"
}
