#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

good_one() {
	good=$((${good:-0} + 1))
	post_text scale-01 "$(weighing "$good")"
	wait_for 10 sql_is "select count(*) from event where kind = 'weigh'" "$good"
}

@test "every kind of bad input is held with its rule and its bytes, and the next message is accepted" {
	start_all
	register scale-01 --plain --trade farm
	register farm-01 --trade farm
	register farm-02 --trade farm
	a_login farm-99
	"$SEASON" wrong --keys "$PIGTRACE_HOME/stations" "$T/wrong"
	held=0
	while IFS=$'\t' read -r file station rule what; do
		echo "$what: $rule"
		post "$station" "$T/wrong/$file"
		held=$((held + 1))
		wait_for 10 sql_is 'select count(*) from quarantine' "$held"
		[ "$(sql "select rule from quarantine where no = $held")" = "$rule" ]
		[ "$(sql "select station from quarantine where no = $held")" = "$station" ]
		[ "$(sql "select lower(hex(raw)) from quarantine where no = $held")" = "$(od -An -v -tx1 "$T/wrong/$file" | tr -d ' \n')" ]
		good_one
	done <"$T/wrong/manifest.tsv"
	[ "$held" -ge 30 ]
	not gone "$COLLECTD"
	sound_store

	# Shown to a person in both languages, one row each, with words of its own.
	pigtrace --lang en quarantine list >"$T/en"
	pigtrace --lang zh quarantine list >"$T/zh"
	[ "$(tail -n +2 "$T/en" | wc -l)" = "$held" ]
	[ "$(tail -n +2 "$T/zh" | wc -l)" = "$held" ]
	for n in $(seq "$held"); do pigtrace quarantine show "$n" >"$T/shown"; done
	run -3 pigtrace quarantine show 9999
	pigtrace quarantine show --raw 1 | cmp - "$T/wrong/$(head -n 1 "$T/wrong/manifest.tsv" | cut -f1)"
	# The same again is the same thing: nothing new is held.
	while IFS=$'\t' read -r file station _; do post "$station" "$T/wrong/$file"; done <"$T/wrong/manifest.tsv"
	good_one
	sql_is 'select count(*) from quarantine' "$held"
}

@test "a station cannot write under the name of another, nor read the receipts of another" {
	start_all
	register scale-01 --plain --trade farm
	register farm-02 --trade farm
	weighing 500 >"$T/text"
	post farm-02 "$T/text" scale-01
	mosquitto_pub -p "$PORT" -u farm-02 -P "$(cat "$PIGTRACE_HOME/stations/farm-02/password")" -q 1 \
		-t pigtrace/v1/farm-02/receipt -m forged
	run ! mosquitto_pub -p "$PORT" -t pigtrace/v1/scale-01/up -f "$T/text" # nobody in particular
	run ! mosquitto_pub -p "$PORT" -u scale-01 -P wrong -t pigtrace/v1/scale-01/up -f "$T/text"
	good_one
	sql_is "select count(*) from event where kind = 'weigh'" 1
	sql_is 'select count(*) from quarantine' 0
	run ! mosquitto_sub -p "$PORT" -u farm-02 -P "$(cat "$PIGTRACE_HOME/stations/farm-02/password")" -q 1 \
		-t 'pigtrace/v1/admin/receipt' -C 1 -W 2
	newest_receipt admin | grep -q '^pigtrace-receipt/v1 admin '
}

@test "a receipt names the lines that were held, each with the rule the generator expects" {
	start_all
	make_season "$T/season" --pigs 12 --seed 81 --wrong 40
	register_season "$T/season"
	make_notes "$T/notes" --pigs 12 --seed 81 --wrong 40 --bundle 20
	post_notes "$T/notes"
	compared=0
	for name in $(season_stations "$T/season"); do
		awk -F'\t' -v name="$name" '$1 == name && $6 != "accepted" { print $2, $6 }' \
			"$T/season/expected.tsv" | sort >"$T/expected"
		newest_receipt "$name" >"$T/receipt"
		python3 - "$T/receipt" <<-'READ' | sort >"$T/held"
			import json, sys
			for row in json.loads(open(sys.argv[1]).read().split("\n")[1])["held"]:
			    assert row["text"], row
			    print(row["seq"], row["rule"])
		READ
		same "$T/expected" "$T/held"
		compared=$((compared + $(wc -l <"$T/held")))
		grep -q "^pigtrace-receipt/v1 $name 1 $(wc -l <"$T/season/$name.events")\$" "$T/receipt"
	done
	[ "$compared" -ge 5 ]
}

@test "a message of an unknown station is accepted when the station is registered and it is read again" {
	start_all
	register scale-01 --plain --trade farm
	a_login phone-07
	post_text phone-07 "$(weighing 70)"
	wait_for 10 sql_is "select rule from quarantine where station = 'phone-07'" R-STA-02
	run -0 pigtrace quarantine retry 1
	wait_for 10 sql_is "select settled_by from quarantine where no = 1" 0 # not yet
	rm -r "$PIGTRACE_HOME/stations/phone-07"
	register phone-07 --plain --trade farm
	run -0 pigtrace quarantine retry 1
	wait_for 10 sql_is "select e.body from event e join quarantine q on e.no = q.settled_by where q.no = 1" \
		"$(weighing 70)"
	[ "$(pigtrace quarantine list | wc -l)" = 1 ]
	[ "$(pigtrace quarantine list --all | wc -l)" = 2 ]
	# A third reading changes nothing; nor does the same message sent again.
	run -0 pigtrace quarantine retry 1
	post_text phone-07 "$(weighing 70)"
	good_one_of_phone() { post_text phone-07 "$(weighing 71)"; }
	good_one_of_phone
	wait_for 10 sql_is "select count(*) from event where kind = 'weigh'" 2
	sql_is 'select count(*) from quarantine' 1
}
