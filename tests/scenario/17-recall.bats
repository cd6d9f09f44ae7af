#!/usr/bin/env bats
load lib

# The first feed lot of the season, and a package that a pig fed with it went into.
pick() {
	FEED=$(sql "select 'input:'||i.code from item i join link l on l.item=i.no join event e on e.no=l.event
		where e.kind='feed' and i.kind='input' order by e.at_ms, i.code limit 1")
	[ -n "$FEED" ]
}

@test "a recall is opened, told, answered, brought in and ended, by events" {
	export PIGTRACE_LANG=en
	start_all
	make_season "$T/season" --pigs 10 --seed 3
	register_season "$T/season"
	speak_season "$T/season"
	pick

	pigtrace recall plan "$FEED" --format csv >"$T/plan.csv"
	python3 - "$T/plan.csv" <<'P'
import csv, sys
raw = open(sys.argv[1], 'rb').read()
assert raw.startswith(b'\xef\xbb\xbf') and b'\r\n' in raw
rows = list(csv.DictReader(raw.decode('utf-8-sig').splitlines()))
kinds = {r['item'].split(':')[0] for r in rows}
assert {'input', 'pig', 'carcass', 'lot', 'run', 'pkg'} <= kinds, kinds
P
	pkg=$(grep -o '"pkg:[^"]*"' "$T/plan.csv" | head -n 1 | tr -d '"')
	run=$(grep -o '"run:[^"]*"' "$T/plan.csv" | head -n 1 | tr -d '"')
	pigtrace recall explain "$pkg" "$FEED" >"$T/why"
	head -n 1 "$T/why" | grep -q "^$FEED"
	tail -n 1 "$T/why" | grep -q "$pkg"
	pigtrace recall drill "$FEED" | grep -q 'nobody was told'
	sql_is "select count(*) from event where kind like 'recall%'" 0
	pigtrace trace "$pkg" >/dev/null

	pigtrace recall open 2026-001 "$FEED" --class I --reason "residue above limit"
	sql_is "select count(*) from event where kind='recall_open'" 1
	run_code=0
	pigtrace trace "$pkg" >"$T/traced" || run_code=$?
	[ "$run_code" = 6 ]
	head -n 1 "$T/traced" | grep -q 'RECALLED: recall:2026-001'
	pigtrace trace --json "$pkg" 2>/dev/null >"$T/traced" || run_code=$?
	python3 -m json.tool "$T/traced" >/dev/null

	pigtrace recall notice 2026-001 >"$T/told"
	[ -s "$T/told" ]
	pigtrace recall notice 2026-001 >"$T/again"
	[ ! -s "$T/again" ]
	first=$(head -n 1 "$T/told" | cut -d: -f2)
	pigtrace recall ack 2026-001 -s "$first"
	pigtrace recall recover 2026-001 "$run=1.5" --fate destroyed
	pigtrace recall report 2026-001 --format json >"$T/report.json"
	python3 - "$T/report.json" "$first" <<'P'
import json, sys
r = json.load(open(sys.argv[1]))
assert r['format'] == 'pigtrace-recall/1'
assert r['recall']['state'] == 'open' and r['recall']['class'] == 'I' and r['recall']['start'] == 'done'
assert any(n['acknowledged'] and n['to'] == 'station:' + sys.argv[2] for n in r['recall']['notices'])
assert r['sums']['recovered_kg'] == '1.5'
g = lambda k: round(float(r['sums'][k]) * 1000)
assert g('affected_kg') == g('held_kg') + g('moving_kg') + g('sold_kg') + g('unknown_kg')
P
	pigtrace recall report 2026-001 --format html | python3 -c '
import sys
from html.parser import HTMLParser
page = sys.stdin.read()
HTMLParser().feed(page)
assert "<script" not in page and "src=" not in page and page.startswith("<!DOCTYPE html>")'
	PIGTRACE_LANG=zh pigtrace recall show 2026-001 | grep -q 召回
	pigtrace recall close 2026-001 --reason "all back"
	pigtrace recall list | grep -q 'recall:2026-001 .*ended'
	pigtrace trace "$pkg" >/dev/null
}

@test "what cannot be recalled is said, and nothing is sent" {
	export PIGTRACE_LANG=en
	start_all
	run pigtrace recall open 2026-001 input:nobody/X --class IV --reason x
	[ "$status" = 2 ]
	run pigtrace recall open 2026-001 input:nobody/X --class I
	[ "$status" = 2 ]
	run pigtrace recall open "a/b" input:nobody/X --class I --reason x
	[ "$status" = 2 ]
	run pigtrace recall plan
	[ "$status" = 2 ]
	run pigtrace recall plan nonsense
	[ "$status" = 2 ]
	run pigtrace recall plan input:nobody/X
	[ "$status" = 3 ]
	run pigtrace recall show 2026-001
	[ "$status" = 3 ]
	run pigtrace recall recover 2026-001 pkg:x=1 --fate lost
	[ "$status" = 2 ]
	sql_is "select count(*) from event where kind like 'recall%'" 0
}

@test "one name of two stations is two recalls, and both are shown" {
	export PIGTRACE_LANG=en
	start_all
	register plant-01 --trade slaughter --title P --place place:plant-01
	register packer-01 --trade packer --title Q --place place:packer-01
	pigtrace log -s packer-01 pack --in lot:06901234000016/T1 --out pkg:06901234000016/A1 >/dev/null
	pigtrace log -s packer-01 pack --in lot:06901234000016/T2 --out pkg:06901234000016/B1 >/dev/null
	pigtrace recall open 2026-001 lot:06901234000016/T1 --class II --reason glass -s plant-01
	run pigtrace recall open 2026-001 lot:06901234000016/T1 --class II --reason wood -s plant-01
	[ "$status" = 1 ]
	[[ "$output" = *"recall:2026-001 is open already" ]]
	run pigtrace recall open 2026-001 lot:06901234000016/T2 --class I --reason x -s packer-01
	[ "$status" = 1 ]
	[[ "$output" = *"is open already, by plant-01: take another name" ]]
	sql_is "select count(*) from event where kind='recall_open'" 1

	# Said all the same, by a station that knew nothing of it, and as of an earlier day.
	pigtrace log -s packer-01 recall_open --of lot:06901234000016/T2 --out recall:2026-001 --class III \
		--reason salmonella --at "$(date -d '3 days ago' '+%Y-%m-%d 08:00')" >/dev/null
	sql_is "select count(*) from event where kind='recall_open'" 2
	pigtrace recall list >"$T/list"
	grep -q 'recall:2026-001 .*packer-01 .*salmonella' "$T/list"
	grep -q 'recall:2026-001 .*plant-01 .*glass' "$T/list"
	for package in A1 B1; do
		run pigtrace trace "pkg:06901234000016/$package"
		[ "$status" = 6 ]
	done
	run pigtrace recall report 2026-001
	[ "$status" = 2 ]
	[[ "$output" = *"packer-01/2026-001, plant-01/2026-001"* ]]
	run pigtrace recall report shop-01/2026-001
	[ "$status" = 3 ]
	pigtrace recall report plant-01/2026-001 | grep -q glass

	# Of neither: the administrator's word would be of both.
	run pigtrace recall close 2026-001
	[ "$status" = 2 ]
	run pigtrace recall close plant-01/2026-001
	[ "$status" = 2 ]
	sql_is "select count(*) from event where kind='recall_close'" 0
	pigtrace recall close 2026-001 -s plant-01
	sql_is "select count(*) from event where kind='recall_close'" 1
	pigtrace trace pkg:06901234000016/A1 >/dev/null
	run pigtrace trace pkg:06901234000016/B1
	[ "$status" = 6 ]
}

@test "a lot is recalled with the runs of it that are told later" {
	export PIGTRACE_LANG=en
	start_all
	register packer-01 --trade packer --title Q --place place:packer-01
	pigtrace log -s packer-01 pack --in lot:06901234000016/T1 --out run:06901234000016/L1/1-10 >/dev/null
	pigtrace recall open 2026-001 run:06901234000016/L1/1-10 --lot --class II --reason glass
	pigtrace log -s packer-01 pack --in lot:06901234000016/T1 --out run:06901234000016/L1/11-20 >/dev/null
	pigtrace log -s packer-01 pack --in lot:06901234000016/T1 --out run:06901234000016/L2/1-10 >/dev/null
	pigtrace recall report 2026-001 --format json >"$T/report"
	for run in L1/1-10 L1/11-20; do
		grep -q "run:06901234000016/$run" "$T/report"
		run pigtrace trace "run:06901234000016/$run"
		[ "$status" = 6 ]
	done
	pigtrace trace run:06901234000016/L2/1-10 >/dev/null
}

@test "what came back is said as in log, and of a recall that was opened" {
	export PIGTRACE_LANG=en
	start_all
	register packer-01 --trade packer --title Q --place place:packer-01
	pigtrace log -s packer-01 cut --in carcass:p/20260701/1 --out lot:06901234000016/T1=30kg >/dev/null
	pigtrace log -s packer-01 pack --in lot:06901234000016/T1=3kg --out run:06901234000016/L1/1-10 --net-kg 0.3 >/dev/null
	for verb in "recover 2026-001 lot:06901234000016/T1 --fate found" "notice 2026-001 packer-01" \
		"notice 2026-001" "close 2026-001"; do
		run pigtrace recall $verb
		[ "$status" = 3 ]
		[[ "$output" = *"no recall recall:2026-001 was opened" ]]
	done
	sql_is "select count(*) from event where kind like 'recall%'" 0

	pigtrace recall open 2026-001 lot:06901234000016/T1 --class I --reason glass
	for wrong in lot:06901234000016/T1=12.5g lot:06901234000016/T1=1.2.3 lot:06901234000016/T1=0kg \
		lot:06901234000016/T1=1.2345kg pig:114113000000001=3kg nonsense=3kg; do
		run pigtrace recall recover 2026-001 "$wrong" --fate found
		[ "$status" = 2 ]
	done
	sql_is "select count(*) from event where kind='recall_recover'" 0
	pigtrace recall recover 2026-001 lot:06901234000016/T1=12.5kg run:06901234000016/L1/1-10=2件 --fate destroyed
	pigtrace recall recover 2026-001 lot:06901234000016/T1=1.5 --fate destroyed
	pigtrace recall report 2026-001 --format json | python3 -c '
import json, sys
r = json.load(sys.stdin)
said = [(one["item"], one.get("kg"), one.get("count")) for one in r["recall"]["recovered"]]
assert said == [("lot:06901234000016/T1", "12.5", None), ("run:06901234000016/L1/1-10", None, 2),
		("lot:06901234000016/T1", "1.5", None)], said
assert r["sums"]["affected_kg"] == "30" and r["sums"]["recovered_kg"] == "14.6", r["sums"]'
	run pigtrace recall close 2026-001
	[ "$status" = 0 ]
	[[ "$output" = *"recall:2026-001 ends with 15.4 kg of 30 kg affected not recovered"* ]]
	pigtrace recall list | grep -q 'recall:2026-001 .*ended'
}
