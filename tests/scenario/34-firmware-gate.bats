#!/usr/bin/env bats
load lib
load firmware

@test "a gate weighs the animal whose tag it read, and dates what it kept before it knew the time" {
	start_all
	register farm-01 --trade farm
	play gate
	sql "select body from event e join station s on s.no = e.station where s.name = 'farm-01' order by seq"
	[ "$(sql "select json_extract(body, '\$.of[0]') || ' ' || json_extract(body, '\$.kg') from event
		where kind = 'weigh' order by seq")" = "eid:156000000012345 112.5
eid:156000000012346 98.3
eid:982000001088420 120" ]
	# The first start never learnt the time: somewhere before the next, and it says how uncertain that is.
	sql_is "select count(*) from event where kind = 'clock' and body like '%\"between\"%'" 1
	sql_is "select count(*) from event where kind = 'weigh' and body like '%012345%' and body like '%clock_error_s%'" 1
	sql_is "select count(*) from event where kind = 'weigh' and seq > 1 and abs(at_ms - got_ms) > 300000" 0
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
