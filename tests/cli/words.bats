#!/usr/bin/env bats
# What people read, in their language: every help, man page and complaint in Chinese without an English sentence
# left over, and in English without a Chinese one. tests/house/words.sh holds the catalogue against the sources;
# this runs the programs. No broker is needed.
#
#   PIGTRACE_BIN   where pigtrace is   [build/bin]

ROOT=${BATS_TEST_DIRNAME%/tests/cli}
: "${PIGTRACE_BIN:=$ROOT/build/bin}"

# A language by PIGTRACE_LANG alone: nothing of the machine's own settings.
zh() {
	env -i PATH="$PIGTRACE_BIN:/usr/sbin:/usr/bin:/bin" HOME="$BATS_TEST_TMPDIR" PIGTRACE_LANG=zh "$@"
}

en() {
	env -i PATH="$PIGTRACE_BIN:/usr/sbin:/usr/bin:/bin" HOME="$BATS_TEST_TMPDIR" PIGTRACE_LANG=en "$@"
}

setup_file() {
	export HOME_MADE=$BATS_FILE_TMPDIR/home
	zh pigtrace init "$HOME_MADE" 3>&-
	zh pigtrace --home "$HOME_MADE" station add farm-01 --trade farm 3>&-
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

commands() {
	en pigtrace help --completion | sed -n "s/^\t\([a-z-]*\)) words=.*/\1/p"
}

# What is typed is in no language: example lines, the frame of a man page, quoted settings.
words_only() {
	grep -vE '^ +(pigtrace|mosquitto|export)|^\.|^{' | sed -E 's/\\f[BIR]/ /g; s/`[^`]*`//g'
}

# The lines with a Chinese character; by its bytes, for the test itself may run in any language.
han() {
	LC_ALL=C grep -P '[\xe4-\xe9][\x80-\xbf]{2}'
}

# chinese TEXT: it has Chinese and no three English words in a row. A word of a terminal is no English word:
# names of options, files and programs have other characters beside them.
chinese() {
	han <<<"$1" >/dev/null || { echo "no Chinese in: $1"; return 1; }
	local bad
	bad=$(words_only <<<"$1" | grep -E '(^|[ (])[A-Za-z]+,? [A-Za-z]+,? [A-Za-z]+([ .,;:)]|$)') || return 0
	echo "English: $bad"
	return 1
}

# english TEXT: no Chinese but the examples, which are typed so.
english() {
	local bad
	bad=$(words_only <<<"$1" | sed 's/交口一场//; s/晋J12345//' | han) || return 0
	echo "Chinese: $bad"
	return 1
}

# complains CODE PROGRAM ARGS...: the exit code, and words in Chinese.
complains() {
	local want=$1 code=0 text
	shift
	text=$(zh "$@" 2>&1 </dev/null) || code=$?
	[ "$code" = "$want" ] || { echo "$*: exit $code, not $want: $text"; return 1; }
	chinese "$text" || { echo "of: $*"; return 1; }
}

@test "the help of every command is Chinese, and English" {
	[ "$(commands | wc -l)" -ge 12 ]
	chinese "$(zh pigtrace --help)"
	english "$(en pigtrace --help)"
	for command in $(commands); do
		chinese "$(zh pigtrace "$command" --help)"
		english "$(en pigtrace "$command" --help)"
	done
}

@test "no line of a help is the same in both languages" {
	for program in "pigtrace" $(commands | sed 's/^/pigtrace:/') pigtrace-collectd pigtrace-station; do
		# shellcheck disable=SC2086
		zh ${program/:/ } --help | words_only | LC_ALL=C sort -u >zh
		# shellcheck disable=SC2086
		en ${program/:/ } --help | words_only | LC_ALL=C sort -u >en
		same=$(LC_ALL=C comm -12 zh en | grep '[A-Za-z]' || true)
		[ -z "$same" ] || { echo "$program: $same"; return 1; }
	done
}

@test "the help of every kind of event is Chinese, and English" {
	kinds=$(en pigtrace log --help | sed -n 's/^    \([a-z_]\+\) .*/\1/p')
	[ "$(wc -w <<<"$kinds")" -ge 20 ]
	for kind in $kinds; do
		chinese "$(zh pigtrace log "$kind" --help)"
		english "$(en pigtrace log "$kind" --help)"
	done
}

@test "the man page of every command is Chinese, and English" {
	chinese "$(zh pigtrace help --man)"
	english "$(en pigtrace help --man)"
	for command in $(commands); do
		chinese "$(zh pigtrace help --man "$command")"
		english "$(en pigtrace help --man "$command")"
	done
}

@test "the daemons' help and sample are Chinese, and English" {
	for words in "pigtrace-collectd --help" "pigtrace-collectd --sample" "pigtrace-station --help"; do
		# shellcheck disable=SC2086
		chinese "$(zh $words)"
		# shellcheck disable=SC2086
		english "$(en $words)"
	done
	english "$(zh pigtrace-station --lang en --help)"
	chinese "$(en pigtrace-station --lang zh --help)"
}

@test "columns of a Chinese help stand one below the other" {
	zh pigtrace station --help | sed -n '/^选项/,$p' | tail -n +2 >options
	[ "$(wc -l <options)" -ge 6 ]
	python3 - options <<-'EOF'
		import sys, unicodedata
		columns = set()
		for line in open(sys.argv[1], encoding="utf-8"):
		    head = line[:line.rindex("  ") + 2]
		    columns.add(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in head))
		assert len(columns) == 1, columns
	EOF
}

@test "what init and station add write for a person to read is Chinese" {
	for file in collectd.conf mosquitto/mosquitto.conf mosquitto/acl stations/farm-01/station.conf; do
		chinese "$(grep '^#' "$HOME_MADE/$file" | grep -v cafile,)" || { echo "$file"; return 1; }
	done
}

@test "a wrong command line is told in Chinese" {
	complains 2 pigtrace
	complains 2 pigtrace --nonsense
	complains 2 pigtrace nonsense
	complains 2 pigtrace trace
	complains 2 pigtrace trace --nonsense
	complains 2 pigtrace label
	complains 2 pigtrace label --dpi
	complains 2 pigtrace label --dpi 3 x
	complains 2 pigtrace trace --json=3 x
	complains 2 pigtrace trace 123
	complains 2 pigtrace station add farm-02
	complains 2 pigtrace station add FARM --trade farm
	complains 2 pigtrace init
	complains 2 pigtrace scan
	complains 2 pigtrace-collectd
	complains 2 pigtrace-collectd --nonsense
	complains 2 pigtrace-station
	complains 2 pigtrace-station --nonsense
	complains 2 pigtrace-station --timeout
	complains 2 pigtrace-station --timeout soon x
	complains 2 pigtrace-station --scanner /dev/null x
}

@test "what is not there is told in Chinese, with the words of the system" {
	complains 1 pigtrace --home nowhere status
	complains 1 pigtrace --home nowhere trace 114113000012345
	complains 3 pigtrace --home "$HOME_MADE" trace 114113000012345
	complains 3 pigtrace --home "$HOME_MADE" quarantine show 7
	complains 3 pigtrace --home "$HOME_MADE" station show nobody
	complains 3 pigtrace scan absent.png
	complains 2 pigtrace-collectd -c absent.conf
	complains 1 pigtrace-station absent
	[[ $(zh pigtrace scan absent.png 2>&1 || true) == *没有那个文件或目录* ]]
}

@test "a picture, a table and a setting that cannot be read are told in Chinese" {
	printf 'no picture' >a.png
	printf '\x89PNG\r\n\x1a\n' >b.png
	complains 1 pigtrace scan a.png
	complains 1 pigtrace scan b.png
	printf 'of,kg\n1,2\n"x\n' >t.csv
	complains 1 pigtrace --home "$HOME_MADE" log weigh --csv t.csv -n
	printf 'of,colour\n1,2\n' >t.csv
	complains 1 pigtrace --home "$HOME_MADE" log weigh --csv t.csv -n
	for line in 'colour = red' 'colour' 'port = many' 'shared = perhaps' "$(printf 'host = a\nhost = b')"; do
		printf '%s\n' "$line" >c.conf
		complains 2 pigtrace-collectd -n -c c.conf
	done
}

@test "what an event lacks or has wrong is told in Chinese" {
	local log=(pigtrace --home "$HOME_MADE" log)
	complains 2 "${log[@]}"
	complains 2 "${log[@]}" fly
	complains 2 "${log[@]}" weigh
	complains 2 "${log[@]}" weigh --of 114113000012345 --kg -3
	complains 2 "${log[@]}" weigh --of 1.14113E+14 --kg 3
	complains 2 "${log[@]}" weigh --of 114113000012345 --kg 3 --hook 5
	complains 2 "${log[@]}" weigh --of 114113000012345 --kg 3 --colour red
	complains 2 "${log[@]}" weigh --of 114113000012345 --kg 3 --kg 4
	complains 2 "${log[@]}" weigh --of 114113000012345 --kg 3 --at yesterday
	complains 2 "${log[@]}" test --of 114113000012345 --agent plague --method pcr --finding negative
	complains 2 "${log[@]}" receive --of 06901234000016/L1
	complains 2 "${log[@]}" slaughter --in 114113000012345 --out place:x
}

@test "a damaged store, a store in use and a broker that is away are told in Chinese" {
	cp -r "$HOME_MADE" home
	printf 'this is no database, but longer than its header would be: %0100d' 1 >home/pigtrace.db
	complains 1 pigtrace --home home status
	complains 5 pigtrace --home "$HOME_MADE" send --wait 1
	timeout 2 env -i PATH="$PIGTRACE_BIN:/usr/bin:/bin" PIGTRACE_LANG=zh \
		pigtrace-collectd -c "$HOME_MADE/collectd.conf" 2>log || true
	grep -q 'broker_away.*连接\|broker_away.*拒绝' log || { cat log; return 1; }
}

@test "the station answers in Chinese behind its English word" {
	run zh pigtrace-station --once --timeout 0 "$HOME_MADE/stations/farm-01" <<-'EOF'
		{"do":"weigh","at":"2026-11-20T07:30:12+08:00","of":["pig:114113000012345"],"kg":"-3"}
		{"do":"fly"}
		[]
	EOF
	[ "$(grep -c '^refused R-EVT-[0-9]*.*，第 [0-9]* 字节：' <<<"$output")" = 3 ] || { echo "$output"; return 1; }
	chinese "$(grep ^refused <<<"$output")"
}

@test "the language is the person's, whether or not the machine has its locale" {
	for setting in LANG=zh_CN.UTF-8 LC_ALL=zh_CN.GB18030 LANGUAGE=zh_CN:en LC_MESSAGES=zh_CN; do
		chinese "$(env -i PATH="$PIGTRACE_BIN" "$setting" pigtrace --help)"
		chinese "$(env -i PATH="$PIGTRACE_BIN" "$setting" pigtrace-station --help)"
		chinese "$(env -i PATH="$PIGTRACE_BIN" "$setting" pigtrace-collectd --help)"
	done
	for setting in LANG=C LANG=en_US.UTF-8 LC_ALL=C.UTF-8 LANG=fr_FR.UTF-8 NOTHING=1; do
		english "$(env -i PATH="$PIGTRACE_BIN" "$setting" pigtrace --help)"
		chinese "$(env -i PATH="$PIGTRACE_BIN" "$setting" pigtrace --lang zh --help)"
		chinese "$(env -i PATH="$PIGTRACE_BIN" "$setting" PIGTRACE_LANG=zh pigtrace --help)"
	done
	english "$(zh pigtrace --lang en --help)"
	english "$(zh pigtrace --lang en log weigh --help)"
}
