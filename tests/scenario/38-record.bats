#!/usr/bin/env bats
# A farmer's form: what a phone sends over HTTP becomes a record, once, whatever is away on the way.
load lib
load web
bats_require_minimum_version 1.5.0

a_phone() {
	make_home
	start_broker
	start_collectd
	register phone-01 --plain --trade farm --title 交口一场 --place group:1411300001/F3
	PASSWORD=$(cat "$PIGTRACE_HOME/stations/phone-01/password")
	start_webd "$@"
}

# say FORM [CURL-OPTION...]: its status; the answer in $T/body.
say() {
	local form=$1
	shift
	status /record -u "phone-01:$PASSWORD" -d "$form" "$@"
}

# weighs N: the how-manyeth weighing, as a form.
weighs() { printf 'do=weigh&at=2026-11-20T07:%02d:%02d%%2B08:00&of=11411300%07d&kg=%d.5&by=op-07' $(($1 / 60)) $(($1 % 60)) "$1" $((80 + $1 % 40)); }

told() { grep -qF "\"state\":\"$1\"" "$T/body"; }
is_kept() { [ "$(say "$1")" = 200 ] && told kept; }
is_held() { [ "$(say "$1")" = 200 ] && told held; }
events() { sqlite3 "$STORE" "select count(*) from event where kind = 'weigh'"; }
some_events() { [ "$(events)" -ge "$1" ]; }
# carried_times N: so often the page was at the broker under the phone's name.
carried_times() { [ "$(grep -c "New client connected.*u'phone-01'" "$T/mosquitto.log")" = "$1" ]; }

@test "what a phone says is a record, as far as its login is trusted" {
	a_phone
	[ "$(say "$(weighs 1)")" = 202 ]
	told carried
	wait_for 10 is_kept "$(weighs 1)"
	[ "$(sqlite3 "$STORE" "select assurance, operator, body from event where kind = 'weigh'")" = \
		'broker|op-07|{"do":"weigh","at":"2026-11-20T07:00:01+08:00","of":["pig:114113000000001"],"kg":"81.5","by":"op-07"}' ]
	pigtrace --lang en trace 114113000000001 >"$T/trace"
	grep -q 'weighing · weight 81.5 kg · phone-01 · broker login only' "$T/trace"
	web /metrics >"$T/metrics"
	grep -q 'pigtrace_webd_records_total{state="kept"} 1' "$T/metrics"
}

# code_of FILE: what the code in it says, drawn on a terminal in half blocks; read by zbarimg.
code_of() {
	python3 - "$1" "$T/code.pbm" <<'PY'
import re, sys
rows = []
for line in open(sys.argv[1], encoding="utf-8"):
    if "\x1b" in line:
        line = re.sub(r"\x1b\[[0-9;]*m", "", line.rstrip("\n"))
        rows += [[c in "▀█" for c in line], [c in "▄█" for c in line]]
big = [[dot for dot in row for _ in range(4)] for row in rows for _ in range(4)]
with open(sys.argv[2], "w") as out:
    out.write("P1\n%d %d\n" % (len(big[0]), len(big)))
    out.writelines(" ".join("01"[dot] for dot in row) + "\n" for row in big)
PY
	zbarimg -q --raw "$T/code.pbm"
}

@test "a phone is told who writes on it by a link, which is a code on a terminal" {
	a_phone
	pigtrace station link phone-01 --by 张三 --base https://id.example.cn >"$T/link"
	[ "$(cat "$T/link")" = "https://id.example.cn/record#phone-01:$PASSWORD:%E5%BC%A0%E4%B8%89" ]
	pigtrace station link phone-01 --by 张三 --base https://id.example.cn --qr >"$T/drawn"
	[ "$(code_of "$T/drawn")" = "$(cat "$T/link")" ]
	run -0 --separate-stderr pigtrace station link phone-01
	[ "$output" = "$(sed -n 's/^base = //p' "$PIGTRACE_HOME/webd.conf")/record#phone-01:$PASSWORD" ]
	run -0 --separate-stderr pigtrace station link phone-01 --base http://127.0.0.1:8080
	[[ "$stderr" = *"only this machine"* ]]
	register farm-09 --trade farm
	run -2 --separate-stderr pigtrace station link farm-09
	[ -z "$output" ]
	[[ "$stderr" = *"--plain"* ]]
	pigtrace station revoke phone-01 --reason lost 2>>"$T/register.log"
	run -2 --separate-stderr pigtrace station link phone-01
	run -3 --separate-stderr pigtrace station link nobody
}

@test "said again and again, by other servers, it is one record" {
	a_phone
	for _ in 1 2 3; do
		for _ in 1 2 3 4; do say "$(weighs 1)" >/dev/null; done
		wait_for 10 is_kept "$(weighs 1)"
		stop_webd
		start_webd
	done
	wait_for 10 is_kept "$(weighs 1)"
	[ "$(events)" = 1 ]
}

corrected() { ! pigtrace trace --json 114113000000001 | grep -q 'phone-01'; }

@test "what a phone said is corrected by the name a trace gives it, and stays so after a rebuild" {
	a_phone
	wait_for 10 is_kept "$(weighs 1)"
	name=$(pigtrace trace --json 114113000000001 | grep -o 'phone-01/-/[0-9a-f]*' | head -n 1)
	run ! corrected
	run -2 pigtrace log -s admin correct --event phone-01/0/0 --reason "the other pig"
	[[ $output == *R-COR-02* ]]
	pigtrace log -s admin correct --event "$name" --reason "the other pig"
	wait_for 10 corrected
	pigtrace trace --raw --json 114113000000001 >"$T/raw"
	grep -qF 'the other pig' "$T/raw"
	kill_collectd
	pigtrace rebuild
	pigtrace doctor
	pigtrace trace --raw --json 114113000000001 | diff - "$T/raw"
}

@test "what is wrong is said before it is sent, in the reader's language" {
	a_phone
	[ "$(say 'do=weigh&at=2026-11-20T07:30:12%2B08:00&of=114113000012345')" = 422 ]
	told wrong
	grep -qF '"rule":"R-REQ-01","key":"kg"' "$T/body"
	grep -q '该记录缺少必填的内容' "$T/body"
	[ "$(say 'do=weigh&at=2026-11-20T07:30:12%2B08:00&of=114113000012345' -H 'Accept-Language: en')" = 422 ]
	grep -q "lacks something that must be said" "$T/body"
	[ "$(sqlite3 "$STORE" 'select count(*) from quarantine')" = 0 ]
}

@test "what the gateway does not take is said with its rule, and kept there" {
	a_phone
	# Its registration is taken back, its login not yet.
	pigtrace station revoke phone-01 >/dev/null 2>&1
	echo "phone-01:$PASSWORD" >"$T/login"
	mosquitto_passwd -b "$PIGTRACE_HOME/mosquitto/passwd" phone-01 "$PASSWORD"
	kill -HUP "$BROKER"
	say "$(weighs 1)" >/dev/null
	wait_for 10 is_held "$(weighs 1)"
	grep -qF '"rule":"R-STA-' "$T/body"
	[ "$(events)" = 0 ]
	[ "$(sqlite3 "$STORE" "select count(*) from quarantine where station = 'phone-01'")" = 1 ]
}

@test "a wrong password takes nothing, tells nothing, and the right one works then" {
	a_phone
	wait_for 10 is_kept "$(weighs 1)"
	refused() { [ "$(status /record -u "phone-01:$1" -d "$2")" = 401 ] && told login; }
	# Also of what is in the store: who is not let in is not told so.
	for form in "$(weighs 1)" "$(weighs 2)"; do
		[ "$(status /record -u phone-01:guess -d "$form")" = 202 ]
		wait_for 10 refused guess "$form"
		not told kept
	done
	[ "$(status /record -d "$(weighs 2)")" = 401 ]
	[ "$(status /record -u 'phone/+:x' -d "$(weighs 2)")" = 401 ]
	[ "$(status /record -u "phone-02:$PASSWORD" -d "$(weighs 2)")" = 202 ]
	wait_for 10 is_kept "$(weighs 2)"
	[ "$(events)" = 2 ]
	not grep -rqF "$PASSWORD" "$T"/*.log
}

@test "nobody speaks for another station" {
	a_phone
	register phone-02 --plain --trade farm --title 交口二场 --place group:1411300002/F1
	other=$(cat "$PIGTRACE_HOME/stations/phone-02/password")
	refused() { [ "$(status /record -u "phone-01:$other" -d "$(weighs 1)")" = 401 ]; }
	wait_for 10 refused
	[ "$(events)" = 0 ]
}

@test "whoever sends beside the page leaves its station to it, and that is no failure" {
	a_phone
	run -0 pigtrace --lang en send
	[[ $output == *"web: another program works with this station"* ]]
}

@test "from another page, with another method, or too often: refused" {
	a_phone 'records_per_address = 6' 'records_per_minute = 100'
	[ "$(say "$(weighs 1)" -H 'Sec-Fetch-Site: cross-site')" = 403 ]
	[ "$(status /record -X DELETE)" = 405 ]
	[ "$(status /record-worker.js -d x)" = 405 ]
	[ "$(status /record-worker.js -d "$(head -c 5000 /dev/zero | tr '\0' a)")" = 413 ]
	for _ in 1 2 3 4 5 6; do say "$(weighs 1)" >/dev/null; done
	[ "$(say "$(weighs 1)")" = 429 ]
	[ "$(field Retry-After)" = 10 ]
	told later
}

@test "more than a record can hold is wrong, and said so as the rest is; what fits is stored" {
	a_phone
	many() { seq -f '1141130%08.0f' "$1" "$2" | paste -sd' ' | sed 's/ /%0A/g'; }
	dies="do=die&at=2026-11-20T07:30:12%2B08:00&of="
	remark=$(printf '%%E8%%82%%BA%.0s' $(seq 20))
	form="$dies$(many 1 165 | sed 's/1141130/%EF%BC%91141130/g')&remark=$remark"
	[ "${#form}" -gt 4096 ]
	wait_for 10 is_kept "$form"
	for count in 240 900 60000; do
		status=$(say @- < <(printf '%s%s' "$dies" "$(many 1 $count)"))
		[ "$count:$status" = "$count:$([ $count = 240 ] && echo 422 || echo 413)" ]
		told wrong
		grep -q '"text":".\+"' "$T/body"
	done
	[ "$(field Content-Type)" = 'application/json; charset=utf-8' ]
}

@test "a server that takes no records has no form" {
	a_phone 'records_per_minute = 0'
	[ "$(status /record)" = 404 ]
	[ "$(status /record-worker.js)" = 404 ]
	[ "$(say "$(weighs 1)")" = 405 ]
}

@test "a phone that asks rarely is told, too, and carries nothing twice" {
	a_phone
	stop_collectd
	[ "$(say "$(weighs 1)")" = 202 ]
	wait_for 10 carried_times 1
	start_collectd
	wait_for 10 some_events 1
	sleep 6
	[ "$(say "$(weighs 1)")" = 200 ]
	told kept
	carried_times 1
}

@test "what the broker took and lost is carried again" {
	a_phone
	stop_collectd
	[ "$(say "$(weighs 1)")" = 202 ]
	wait_for 10 carried_times 1
	for _ in 1 2 3; do
		[ "$(say "$(weighs 1)")" = 202 ]
		carried_times 1
	done
	sleep 6
	[ "$(say "$(weighs 1)")" = 202 ]
	wait_for 10 carried_times 2
}

@test "a broker behind a wall that swallows: phones are told that it is away, and the page ends at once" {
	a_phone
	stop_broker
	start python3 "$SCENARIO/swallow.py" "$PORT" >"$T/swallow"
	wait_for 10 grep -q swallowing "$T/swallow"
	is_away() { [ "$(say "$1")" = 503 ] && told later; }
	wait_for 10 is_away "$(weighs 1)"
	for i in 1 2 1 3; do
		is_away "$(weighs "$i")"
		sleep 2
	done
	kill "$WEBD"
	ended "$WEBD" 4
	[ "$CODE" = 0 ]
}

@test "broker, gateway and page go and come: every record is there, once" {
	count=$(short_or_long 60 1200)
	a_phone
	for i in $(seq "$count"); do
		weighs "$i"
		echo
	done >"$T/forms"
	start python3 "$SCENARIO/phone.py" "http://127.0.0.1:$WEB/record" phone-01 "$PASSWORD" 180 <"$T/forms" >"$T/answers"
	phone=$STARTED
	port=$WEB
	wait_for 60 some_events $((count / 6))
	stop_broker -9
	sleep 1
	start_broker
	wait_for 60 some_events $((count / 3))
	kill_collectd
	sleep 1
	start_collectd
	wait_for 60 some_events $((count / 2))
	kill -9 "$WEBD"
	ended "$WEBD"
	free_port() { echo "$port"; }
	start_webd
	ended "$phone" 200
	[ "$CODE" = 0 ]
	[ "$(cut -f1 "$T/answers" | sort | uniq -c | tr -s ' ')" = " $count kept" ]
	[ "$(events)" = "$count" ]
	[ "$(sqlite3 "$STORE" "select count(distinct body) from event where kind = 'weigh'")" = "$count" ]
	[ "$(sqlite3 "$STORE" 'select count(*) from quarantine')" = 0 ]
}
