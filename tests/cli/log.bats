#!/usr/bin/env bats
# pigtrace log: words, tables, and what becomes of them. No broker: --dry-run prints the events, --wait 0 leaves
# them in the outbox. The lines are read with python3's json, not with pigtrace.
#
#   PIGTRACE_BIN   where pigtrace is   [build/bin]

ROOT=${BATS_TEST_DIRNAME%/tests/cli}
: "${PIGTRACE_BIN:=$ROOT/build/bin}"
export PATH="$PIGTRACE_BIN:$PATH:/usr/sbin"
export PIGTRACE_LANG=en TZ=Asia/Shanghai
unset PIGTRACE_STATION

setup_file() {
	export PIGTRACE_HOME=$BATS_FILE_TMPDIR/home
	pigtrace init "$PIGTRACE_HOME" 3>&-
	pigtrace station add farm-01 --trade farm --place group:1411300001/F3 3>&-
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# log ARGS...: no terminal, standard output in $output, words in $words.
log() {
	code=0
	output=$(pigtrace log "$@" 2>words </dev/null) || code=$?
	words=$(cat words)
}

# has KEY=JSON...: line $N (first) of $output has these members, exactly.
has() {
	printf '%s\n' "$output" | python3 -c '
import json, sys
line = sys.stdin.read().splitlines()[int(sys.argv[1])]
event = json.loads(line)
for pair in sys.argv[2:]:
    key, _, value = pair.partition("=")
    want = json.loads(value) if value else None
    assert event.get(key) == want, f"{key}: {event.get(key)!r}, not {want!r}"
' "${N:-0}" "$@"
}

refused() { # CODE PART...: nothing on standard output, every part in the words
	[ "$code" = "$1" ] || { echo "exit $code: $words"; return 1; }
	[ -z "$output" ] || { echo "said: $output"; return 1; }
	shift
	for part in "$@"; do
		[[ $words == *"$part"* ]] || { echo "no '$part' in: $words"; return 1; }
	done
}

waiting() { # how many events wait in the outbox, said by the next one
	pigtrace log weigh --of 114113000012345 --kg 1 --wait 0 2>&1 | sed -n 's/.*: \([0-9]*\) waiting.*/\1/p'
}

# ---- words ----

@test "an event is what was said, and where and when the station is" {
	log weigh --of pig:114113000012345 --kg 112.5 --by op-07 --dry-run
	has 'do="weigh"' 'of=["pig:114113000012345"]' 'kg="112.5"' 'by="op-07"' \
		'place="group:1411300001/F3"'
	[[ $output == *'+08:00"'* ]]
}

@test "Chinese words, bare codes, units and full-width digits say the same" {
	log weigh --of pig:114113000012345 --kg 112.5 --at '2026-11-20 07:30' -n
	english=$output
	log 称重 --耳标 １１４１１３００００１２３４５ --重量 112.5公斤 --时间 '2026/11/20 7:30' -n
	[ "$code" = 0 ]
	[ -n "$output" ]
	[ "$output" = "$english" ]
	log Weighing --Weight=112.50 --ear-tag 114113000012345 --at 2026-11-20T07:30:00+08:00 -n
	[ "$output" = "$english" ]
}

@test "items take lists, repeated words and quantities" {
	log cut --in carcass:p/20261121/1,carcass:p/20261121/2 --in carcass:p/20261121/3 \
		--out 'lot:06901234000016/L1=12.5kg、lot:06901234000016/L2=3' -n
	has 'in=["carcass:p/20261121/1","carcass:p/20261121/2","carcass:p/20261121/3"]' \
		'out=[{"id":"lot:06901234000016/L1","kg":"12.5"},{"id":"lot:06901234000016/L2","count":3}]'
}

@test "a lot may hold what marks a quantity elsewhere, typed wide or narrow" {
	log cut --in carcass:p/20261121/1 --out 'lot:06901234000016/A=B' --out 'lot:06901234000016/Ｌ！～' -n
	[ "$code" = 2 ] # GS1 has no '~'
	log cut --in carcass:p/20261121/1 --out 'lot:06901234000016/A=B' --out 'lot:06901234000016/Ｌ！＿' -n
	has 'out=["lot:06901234000016/A=B","lot:06901234000016/L!_"]'
}

@test "what a thing is called means the one role that takes it" {
	log slaughter --耳标 114113000012345 --胴体 p/20261121/1 -n
	has 'in=["pig:114113000012345"]' 'out=["carcass:p/20261121/1"]'
	log tag --耳标 114113000012345 --群组 1411300001/F3 -n
	has 'out=["pig:114113000012345"]' 'to=["group:1411300001/F3"]'
	log load --of 114113000012345 --车辆 晋J12345 --单证 A/1400123456 -n
	has 'to=["truck:晋J12345"]' 'cert="doc:A/1400123456"'
	log move --of 114113000012345 --群组 1411300001/F3 -n # what is moved, or where to?
	refused 2 "--群组" R-EVT-07
}

@test "a link from a label is the item it names, whatever its query says" {
	log sell --of 'https://id.example.cn/01/06901234000016/10/L%2C1?3103=000500' -n
	has 'of=["lot:06901234000016/L,1"]'
}

@test "a code without its kind is taken where only one kind fits, else asked about" {
	log load --of 114113000012345 --to 晋J12345 --cert A/1400123456 -n
	has 'to=["truck:晋J12345"]' 'cert="doc:A/1400123456"'
	log receive --of 06901234000016/L1 -n
	refused 2 "may be several things" "lot:" "pkg:"
}

@test "choices are said by name or by title in either language" {
	log test --of 114113000012345 --agent 非洲猪瘟 --method PCR --finding 'Negative' -n
	has 'agent="asf"' 'method="pcr"' 'finding="negative"'
	log test --of 114113000012345 --agent plague --method pcr --finding negative -n
	refused 2 "--agent: 'plague'" "clenbuterol" "R-EVT-16"
}

@test "integers are numbers, days are days, series are series" {
	log medicate --of group:1411300001/F3 --in input:n/F1 --withdrawal-days 7天 --until '2099/1/5 6:00' -n
	has 'withdrawal_days=7' 'until="2099-01-05T06:00:00+08:00"'
	log pack --in lot:06901234000016/L1 --out pkg:06901234000016/S1 --best-before 2099年1月5日 -n
	has 'best_before="2099-01-05"'
	log track --of truck:晋J12345 --readings 0:3.1,900:3.4,1800:-0.5℃ -n
	has 'readings=[[0,"3.1"],[900,"3.4"],[1800,"-0.5"]]'
}

@test "the packages of a run get a random serial key, those of nobody's run none" {
	log pack --in lot:06901234000016/L1 --out run:06901234000016/L1/1-60 -n
	first=$(printf '%s' "$output" | grep -oE '"serial_key":"[0-9a-f]{64}"')
	log pack --in lot:06901234000016/L1 --out run:06901234000016/L1/1-60 -n
	second=$(printf '%s' "$output" | grep -oE '"serial_key":"[0-9a-f]{64}"')
	[ -n "$first" ]
	[ -n "$second" ]
	[ "$first" != "$second" ]
	log pack --in run:06901234000016/L1/1-60 --out pkg:06901234000016/S1 -n
	has 'serial_key=' 'out=["pkg:06901234000016/S1"]'
	key=$(printf 'AB%.0s' {1..32})
	log pack --in lot:06901234000016/L1 --out run:06901234000016/L1/1-60 --serial-key "$key" -n
	has "serial_key=\"${key,,}\""
}

@test "a kind that is spelled wrong is guessed, one that is nothing like it is not" {
	log 称种 --of 114113000012345 --kg 1 -n
	refused 2 "'称种'" "'weighing' meant"
	log 喂料 --of 114113000012345 -n
	refused 2 "'feeding' meant"
	log wiegh --of 114113000012345 --kg 1 -n
	refused 2 "'weighing' meant"
	log 洗澡 --of 114113000012345 -n
	refused 2 "'洗澡'"
	[[ $words != *meant* ]]
}

@test "--at takes today's clock and refuses what is no time" {
	log weigh --of 114113000012345 --kg 1 --at 07:30 -n
	has "at=\"$(date +%F)T07:30:00+08:00\""
	for at in 今天7:30 '昨天 07:30:15' 'yesterday 7:30' 前天7点半 '2026年11月20日 7时30分' '2026年11月20日7点半' '2026/11/20 7:30' 7点; do
		log weigh --of 114113000012345 --kg 1 --at "$at" -n
		has 'kg="1"'
	done
	log weigh --of 114113000012345 --kg 1 --at 昨天7点半 -n
	has "at=\"$(date -d yesterday +%F)T07:30:00+08:00\""
	for at in 24:00 昨天 今天25:00 明天7:30 7点90分 2026-02-30\ 07:30 2026-11-20 yesterday 45981.3 '2026-11-20 07:30 pm'; do
		log weigh --of 114113000012345 --kg 1 --at "$at" -n
		refused 2 "--at: '$at'" R-EVT-12
	done
}

@test "a day needs its time of day, and a clock that was put forward has no such hour" {
	log weigh --of 114113000012345 --kg 1 --date 2026-11-20 -n
	refused 2 "--date" "time of day is missing" R-EVT-12
	log weigh --of 114113000012345 --kg 1 --at 2026年11月20日 -n
	refused 2 "--at: '2026年11月20日' does not say when on that day" R-EVT-12
	log weigh --of 114113000012345 --kg 1 --date 2026-11-20 --at 7:30:15 -n
	has 'at="2026-11-20T07:30:15+08:00"'
	TZ=America/New_York log weigh --of 114113000012345 --kg 1 --at '2026-03-08 02:30' -n
	refused 2 "--at" R-EVT-12
	TZ=America/New_York log weigh --of 114113000012345 --kg 1 --at '2026-03-08 03:30' -n
	has 'at="2026-03-08T03:30:00-04:00"'
	for at in 7:60 7:30:60; do
		log weigh --of 114113000012345 --kg 1 --at "$at" -n
		refused 2 R-EVT-12
	done
}

@test "every example of the help is a good event" {
	kinds=$(pigtrace log --help | sed -n 's/^    \([a-z]\+\) .*/\1/p')
	[ "$(wc -w <<<"$kinds")" -ge 20 ]
	for kind in $kinds; do
		example=$(pigtrace log "$kind" --help | sed -n 's/^  \(pigtrace log .*\)/\1/p')
		case $kind in station | retry) [ -z "$example" ]; continue ;; esac
		output=$(eval "$example -n" </dev/null)
		has "do=\"$kind\""
	done
}

@test "the help of a kind names its roles, units, ranges and choices, in Chinese, too" {
	output=$(pigtrace log weigh --help)
	[[ $output == *"--kg NUMBER"*"(required) kg, 0.001 to 50000"* ]]
	output=$(pigtrace log correct --help)
	[[ "$output" = *"STATION/EPOCH/NUMBER, or STATION/-/HASH"* ]]
	output=$(pigtrace --lang zh log 检测 --help)
	[[ $output == *"对象"*"耳标"*"检测结果"*"阴性"* ]]
}

# ---- refusals ----

@test "a script is told all that is missing at once, and nothing is asked" {
	log test --of 114113000012345
	refused 2 "missing: --agent (tested for), --method, --finding"
}

@test "a refusal names the word as it was said, and the rule" {
	log weigh --of 114113000012345 --重量 -3
	refused 2 "--重量: '-3'" "0.001 to 50000" R-EVT-15
	log weigh --of 1.14113E+14 --kg 3
	refused 2 "--of: '1.14113E+14'" "spreadsheet" "last digits are lost"
	log weigh --of 114113000012345 --kg 3 --hook 5
	refused 2 "--hook" R-EVT-08
	log weigh --of 114113000012345 --kg 3 --colour red
	refused 2 "--colour" R-EVT-07
	log weigh --of 114113000012345 --kg 3 --weight 4
	refused 2 "--weight" "twice" R-EVT-06
	log weigh --of 114113000012345,114113000012346 --kg 3
	refused 2 "--of" R-EVT-20
	log slaughter --in 114113000012345 --out place:x
	refused 2 "--out" "carcass:" R-EVT-18
	log weigh --of 114113000012345 --kg 3 --by 张三
	refused 2 "--by" R-EVT-13
	log pack --in lot:06901234000016/L1 --out pkg:06901234000016/S1 --best-before 2020-01-01
	refused 2 "--best-before" R-TIME-01
	log weigh --of 114113000012345 --kg
	refused 2 "--kg needs a value"
	log fly --of 114113000012345
	refused 2 "'fly'"
	log
	refused 2 "KIND"
}

@test "what was refused is not kept, and what is good is" {
	before=$(waiting)
	log weigh --of 114113000012345 --kg -3 --wait 0
	refused 2
	log weigh --of 114113000012345 --kg 3 --dry-run
	[ "$code" = 0 ]
	log weigh --of 114113000012345 --kg 3 --wait 0
	[ "$code" = 0 ]
	[ "$(waiting)" = $((before + 2)) ]
}

# ---- stations ----

@test "with several stations one must be named; the administrator is never meant" {
	cp -r "$PIGTRACE_HOME" home
	mv home/stations/farm-01 home/stations/farm-02
	cp -r "$PIGTRACE_HOME/stations/farm-01" home/stations/
	PIGTRACE_HOME=home log weigh --of 114113000012345 --kg 3
	refused 2 "farm-01" "farm-02"
	[[ $words != *admin* ]]
	PIGTRACE_HOME=home PIGTRACE_STATION=farm-01 log weigh --of 114113000012345 --kg 3 --wait 0
	[ "$code" = 0 ]
	PIGTRACE_HOME=nowhere log weigh --of 114113000012345 --kg 3 -s ./home/stations/farm-01 --wait 0
	[ "$code" = 0 ]
	PIGTRACE_HOME=nowhere log weigh --of 114113000012345 --kg 3
	refused 2 "pigtrace station add"
	PIGTRACE_HOME=home log -s farm-09 weigh --of 114113000012345 --kg 3
	refused 3 "no station 'farm-09'" "farm-01" "farm-02" "pigtrace station add"
	[[ $words != *station.conf* ]]
}

@test "operator and place of station.conf are said unless others are" {
	cp -r "$PIGTRACE_HOME/stations/farm-01" station
	sed -i 's/^operator =.*/operator = op-01/' station/station.conf
	log -s ./station weigh --of 114113000012345 --kg 3 -n
	has 'by="op-01"' 'place="group:1411300001/F3"'
	log -s ./station weigh --of 114113000012345 --kg 3 -n --by op-02 --place pen-7
	has 'by="op-02"' 'place="place:pen-7"'
}

# ---- tables ----

@test "a Chinese spreadsheet is read: byte order mark, units in headings, CRLF" {
	printf '\xef\xbb\xbf#序号,时间,耳标,重量（公斤）,操作员\r\n1,2026/11/20 7:30,114113000012345,"112.5",op-07\r\n,,,,\r\n' >t.csv
	log weigh --csv t.csv -n
	[ "$code" = 0 ]
	has 'at="2026-11-20T07:30:00+08:00"' 'of=["pig:114113000012345"]' 'kg="112.5"' 'by="op-07"'
	[ "$(wc -l <<<"$output")" = 1 ]
}

@test "the same table in GB18030 and in UTF-16 is the same table, and that is said" {
	printf '耳标\t重量\t日期\t时间\t备注\n114113000012345\t112.5\t2026/1/5\t7:30\t长势良好\n' >utf8.csv
	log weigh --csv utf8.csv -n
	utf8=$output
	has 'at="2026-01-05T07:30:00+08:00"' 'remark="长势良好"'
	iconv -f UTF-8 -t GB18030 utf8.csv >gb.csv
	iconv -f UTF-8 -t UTF-16 utf8.csv >wide.csv
	log weigh --csv gb.csv -n
	[ "$output" = "$utf8" ]
	[[ $words == *"gb.csv: read as GB18030"* ]]
	log weigh --csv wide.csv -n
	[ "$output" = "$utf8" ]
	[[ $words == *"UTF-16"* ]]
	printf '\xff\x00\xff' >no.csv
	log weigh --csv no.csv -n
	refused 1 "neither UTF-8 nor GB18030"
}

@test "a column may name the kind, and cells of other kinds may be empty" {
	printf 'do;at;of;kg;verdict\n称重;2026-11-20 07:30;114113000012345;90;\nante-mortem inspection;2026-11-20 07:30;114113000012345;;合格\n' >t.csv
	log --csv t.csv -n
	[ "$code" = 0 ]
	has 'do="weigh"' 'kg="90"' 'verdict='
	N=1 has 'do="antemortem"' 'verdict="pass"' 'kg='
	[ "$(pigtrace log --csv - -n <t.csv)" = "$output" ]
	log weigh --csv t.csv -n
	[ "$code" = 1 ]
	[[ $words == *"t.csv:3:1: do: the command line names another kind"* ]]
}

bad_table() {
	cat >bad.csv <<-'EOF'
		#,at,of,kg,by
		1,2026-11-20 07:30,114113000012345,112.5,op-07
		2,2026-11-20 07:30,1.14113E+14,112.5,op-07
		3,2026-11-20 07:30,'114113000012346,110.25,
		4,2026-11-20 07:30,114113000012347,-1,
		5,2026-13-20 07:30,114113000012347,100,
		6,2026-11-20 07:30,114113000012347,,
		7,2026-11-20 07:30,114113000012347,"100
		8,2026-11-20 07:30,114113000012348,99.5,,more
		9,2026-11-20 07:30,114113000012349,99.5,op-08
	EOF
}

@test "every bad row is told with line, column and heading; good rows are kept" {
	bad_table
	log weigh --csv bad.csv -n
	[ "$code" = 1 ]
	[ "$(wc -l <<<"$output")" = 3 ]
	N=1 has 'of=["pig:114113000012346"]' 'by='
	cat >want <<-'EOF'
		bad.csv:3:3: of: '1.14113E+14': the spreadsheet has shortened
		bad.csv:5:4: kg: '-1': the value is outside
		bad.csv:6:2: at: '2026-13-20 07:30' is no time
		bad.csv:7: missing: weight (kg)
		bad.csv:8:4: kg: the quote that begins here does not end
		bad.csv:9:6: there is no heading above this cell
		rows: 3 good, 6 bad
	EOF
	[ "$(wc -l <want)" = "$(wc -l <words)" ]
	while read -r line; do
		grep -qF -- "$line" words || { echo "no: $line"; cat words; return 1; }
	done <want
	before=$(waiting)
	log weigh --csv bad.csv --wait 0
	[ "$code" = 1 ]
	[ "$(waiting)" = $((before + 4)) ]
}

@test "--all-or-nothing keeps nothing of a table with a bad row, all of one without" {
	bad_table
	before=$(waiting)
	log weigh --csv bad.csv --all-or-nothing --wait 0
	refused 1 "nothing is kept"
	[ "$(waiting)" = $((before + 1)) ]
	sed -n '1,2p;10p' bad.csv >good.csv
	log weigh --csv good.csv --all-or-nothing --wait 0
	[ "$code" = 0 ]
	[ "$(waiting)" = $((before + 4)) ]
}

@test "the command line speaks for the cells that are empty" {
	printf 'of,kg,by\n114113000012345,1,op-01\n114113000012346,2,\n' >t.csv
	log weigh --csv t.csv --by op-09 --remark morning --at '2026-11-20 07:30' -n
	has 'by="op-01"' 'remark="morning"'
	N=1 has 'by="op-09"' 'at="2026-11-20T07:30:00+08:00"'
	printf 'out\nlot:06901234000016/L1\n' >t.csv
	log cut --csv t.csv --in carcass:p/20261121/1 --in carcass:p/20261121/2 -n
	has 'in=["carcass:p/20261121/1","carcass:p/20261121/2"]'
}

@test "a heading that means nothing stops the table before a row is kept" {
	printf '耳标,重量,颜色\n114113000012345,1,红\n' >t.csv
	log weigh --csv t.csv --wait 0
	refused 1 "t.csv:1:3: 颜色:" "#"
}

@test "control characters of a table do not reach the terminal" {
	printf 'of,kg\n"\033[31mx",1\n' >t.csv
	log weigh --csv t.csv -n
	[ "$code" = 1 ]
	[[ $words == *"'?[31mx'"* ]]
	[[ $words != *$'\033'* ]]
}

@test "a table above its limits, an empty one and none at all are refused in one line" {
	head -c 8388609 /dev/zero | tr '\0' 'x' >t.csv
	log weigh --csv t.csv -n
	refused 1 t.csv
	{ echo of,kg; yes 114113000012345,1 | head -n 100000; } >t.csv
	log weigh --csv t.csv -n
	refused 1 "100,000 rows"
	: >t.csv
	log weigh --csv t.csv -n
	refused 1 "empty"
	log weigh --csv absent.csv -n
	refused 3 "absent.csv"
}
