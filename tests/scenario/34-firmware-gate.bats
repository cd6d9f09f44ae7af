#!/usr/bin/env bats
load lib
load firmware

@test "a gate weighs the animal whose tag it read, dates it once it knows the time, and never guesses" {
	start_all
	register farm-01 --trade farm
	play gate
	events="select json_extract(body, '\$.of[0]') || ' ' || json_extract(body, '\$.kg') || ' ' ||
		coalesce(json_extract(body, '\$.remark'), '') from event where kind = 'weigh' order by seq"
	sql "$events"
	[ "$(sql "$events" | sed -E 's/up [0-9]+ s/up N s/')" = "eid:156000000012345 112.5 clock not set, up N s
eid:156000000012346 98.3 
eid:982000001088420 120 clock not set, up N s" ]
	# What it dated once the gateway had told the time is true to a few seconds.
	sql_is "select count(*) from event where kind = 'weigh' and seq = 2 and abs(at_ms - got_ms) < 300000" 1
	sql_is "select count(*) from quarantine" 0
	no_gaps
}

@test "a line numbers its hooks without a guess: a missed tag stays a gap, a cut gives no number twice" {
	start_all
	register plant-01 --trade slaughter
	play line
	events="select kind, coalesce(json_extract(body, '\$.in[0]'), '-'), substr(coalesce(json_extract(body, '\$.out[0]'),
		json_extract(body, '\$.of[0]')), 29), coalesce(json_extract(body, '\$.kg'), json_extract(body, '\$.verdict'), ''),
		coalesce(json_extract(body, '\$.reason'), '') from event e join station s on s.no = e.station
		where s.name = 'plant-01' order by seq"
	sql "$events" >"$T/got"
	cat >"$T/want" <<-END
		slaughter|eid:156000000000001|1||
		slaughter|eid:156000000000002|2||
		inspect|-|3|hold|no tag
		inspect|-|4|hold|two tags
		slaughter|eid:156000000000006|5||
		weigh|-|1|80.5|
		inspect|-|1|pass|
		weigh|-|2|81.5|
		inspect|-|2|hold|
		weigh|-|3|82.5|
		inspect|-|3|pass|
		slaughter|eid:156000000000007|6||
	END
	same "$T/want" "$T/got"
	sql_is "select count(*) from event where kind = 'slaughter' and (body like '%remark%' or abs(at_ms - got_ms) > 300000)" 0
	sql_is "select count(*) from quarantine" 0
	no_gaps
}
