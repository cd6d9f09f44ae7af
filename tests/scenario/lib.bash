# What every scenario stands on: a home of its own as `pigtrace init` makes it (password file, access list),
# a real broker on a free port, a real gateway, and nothing left running behind.
#
#   PIGTRACE_BIN   where pigtrace, pigtrace-collectd and pigtrace-station are   [build/bin]
#   SEASON         the season generator                                        [build/tests/season/season]
#   PIGTRACE_PORTS ports to take for brokers, FROM-TO                          [20000-31999]
#   PIGTRACE_PATIENCE how many times longer than written to wait, on a busy machine [1]
#   PIGTRACE_LONG  1: the long form of what kills, shuffles or repeats
#   PIGTRACE_SERVER directory of a server as tests/postgres.sh starts it: stores are databases of it [files]
#
# What is proved is read with the sqlite3 shell, mosquitto_pub, zbarimg, cmp and python3, not with pigtrace.

SCENARIO=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
ROOT=${SCENARIO%/tests/scenario}
: "${PIGTRACE_BIN:=$ROOT/build/bin}" "${SEASON:=$ROOT/build/tests/season/season}" "${PIGTRACE_PORTS:=20000-31999}"
export PATH="$PIGTRACE_BIN:$PATH:/usr/sbin"
unset LANGUAGE LC_ALL LC_MESSAGES JOURNAL_STREAM PIGTRACE_LANG PIGTRACE_BASE PIGTRACE_LOCALEDIR
export LANG=C

# short_or_long N M: N, or M if PIGTRACE_LONG is set.
short_or_long() { [ "${PIGTRACE_LONG:-}" = 1 ] && echo "$2" || echo "$1"; }

# ---- a place for a test, and its end ----

setup() {
	T=$BATS_TEST_TMPDIR
	export PIGTRACE_HOME=$T/home
	STORE=$PIGTRACE_HOME/pigtrace.db
	LOG=$T/collectd.log
	CHILDREN=$T/children # their pids, also of those that have ended
	BROKER="" COLLECTD=""
	declare -gA FEEDS=() SPEAKERS=()
	: >"$CHILDREN" >"$T/mosquitto.log" >"$T/every.log"
}

teardown() {
	local pid
	[ -n "${BATS_TEST_COMPLETED:-}" ] || show_logs
	while read -r pid; do ! is_ours "$pid" || kill -9 "$pid"; done <"$CHILDREN"
	wait 2>/dev/null || true
	! mountpoint -q "$T/small" 2>/dev/null || umount -l "$T/small"
}

# Still a child of this shell: its number may be somebody else's by now.
is_ours() { grep -qx "PPid:[[:space:]]*$BASHPID" "/proc/$1/status" 2>/dev/null; }

# What a person would look at first; bats prints it for a failed test only.
show_logs() {
	local log
	for log in "$T"/*.log "$T"/season/*.log; do
		[ -s "$log" ] || continue
		echo "---- ${log##*/}"
		tail -n 20 "$log"
	done
}

# start COMMAND...: in the background, without bats' own descriptors or the feeds; its pid in $STARTED.
# Its standard input is the caller's: bash would otherwise now and then give it /dev/null.
start() {
	(
		local fd
		for fd in 3 4 "${FEEDS[@]}"; do eval "exec $fd>&-"; done
		exec "$@"
	) <&0 &
	STARTED=$!
	echo "$STARTED" >>"$CHILDREN"
}

# ended PID [SECONDS]: wait for a child of ours, its exit code in $CODE (128+9 for a kill -9).
ended() {
	wait_for "${2:-20}" gone "$1"
	CODE=0
	wait "$1" 2>/dev/null || CODE=$?
}

gone() {
	local state
	state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) || return 0
	[ -z "$state" ] || [ "${state:0:1}" = Z ]
}

# not COMMAND...: a test fails of it, as it does not of `! COMMAND` (set -e passes that over).
not() { ! "$@"; }

# wait_for SECONDS COMMAND...: until the command succeeds; fails when the time is over.
wait_for() {
	local until=$((SECONDS + $1 * ${PIGTRACE_PATIENCE:-1} + 1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$until" ] || {
			echo "waited in vain: $*"
			return 1
		}
		sleep 0.05
	done
}

# same FILE FILE: byte for byte; the first differences are shown.
same() {
	cmp -s "$1" "$2" || {
		diff "$1" "$2" | head -n 12 | cut -c1-200
		return 1
	}
}

# sleep_ms MS
sleep_ms() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }

# ---- home, broker, gateway ----

# A free one of PIGTRACE_PORTS (FROM-TO): whoever runs scenarios beside each other gives each its own.
free_port() {
	local port from=${PIGTRACE_PORTS%-*} to=${PIGTRACE_PORTS#*-}
	for _ in {1..200}; do
		port=$((from + RANDOM % (to - from + 1)))
		(exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

make_home() {
	local store=()
	PORT=$(free_port)
	if [ -n "${PIGTRACE_SERVER:-}" ]; then
		ADDRESS=$("$ROOT/tests/postgres.sh" address "$PIGTRACE_SERVER" "t$PORT-$BASHPID-$RANDOM")
		store=(--store "$ADDRESS")
	fi
	pigtrace init --port "$PORT" "${store[@]}" "$PIGTRACE_HOME" >/dev/null
	echo 'language = en' >>"$PIGTRACE_HOME/collectd.conf"
}

broker_answers() { (exec 9<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

start_broker() {
	start mosquitto -c "$PIGTRACE_HOME/mosquitto/mosquitto.conf" 2>>"$T/mosquitto.log"
	BROKER=$STARTED
	wait_for 10 broker_answers
	not gone "$BROKER"
}

# stop_broker [-9]
stop_broker() {
	kill "${1:--15}" "$BROKER"
	ended "$BROKER"
}

# begin_collectd [COMMAND...]: the gateway, under a command such as strace -D; a log of its own.
begin_collectd() {
	[ ! -e "$LOG" ] || cat "$LOG" >>"$T/every.log"
	: >"$LOG"
	start "$@" pigtrace-collectd -v -c "$PIGTRACE_HOME/collectd.conf" 2>>"$LOG"
	COLLECTD=$STARTED
}

is_ready() { grep -q 'matter=ready' "$LOG" || gone "$COLLECTD"; }

wait_ready() {
	wait_for 20 is_ready
	grep -q 'matter=ready' "$LOG"
}

start_collectd() {
	begin_collectd "$@"
	wait_ready
}

# stop_collectd: as systemd does it; it must end well.
stop_collectd() {
	kill "$COLLECTD"
	ended "$COLLECTD"
	[ "$CODE" = 0 ]
}

# kill_collectd: no goodbye.
kill_collectd() {
	kill -9 "$COLLECTD" 2>/dev/null || true
	ended "$COLLECTD"
}

start_all() {
	make_home
	start_broker
	start_collectd
}

# ---- stations and what they say ----

register() { pigtrace station add "$@" >/dev/null 2>>"$T/register.log"; }

# make_season DIR OPTION...: events, and what must become of them.
make_season() {
	local into=$1
	shift
	"$SEASON" events "$@" "$into" 2>>"$T/season.log"
}

register_season() {
	local name trade place title
	while IFS=$'\t' read -r name trade place title; do
		register "$name" --trade "$trade" --title "$title" --place "$place"
	done <"$1/stations.tsv"
}

season_stations() { cut -f1 "$1/stations.tsv"; }

# speak_season DIR: all its stations at once, each until all is receipted. Answers in DIR/NAME.answers.
speak_season() {
	local name pid pids=""
	for name in $(season_stations "$1"); do
		start pigtrace-station --once --timeout 90 "$PIGTRACE_HOME/stations/$name" \
			<"$1/$name.events" >"$1/$name.answers" 2>"$1/$name.log"
		pids+=" $STARTED"
	done
	for pid in $pids; do
		ended "$pid" 120
		[ "$CODE" = 0 ]
	done
}

# ---- stations that are told their season bit by bit, so that something can happen in between ----

# open_feeds DIR: every station runs and reads from a pipe of ours, FEEDS[name].
open_feeds() {
	local name fd
	for name in $(season_stations "$1"); do
		mkfifo "$1/$name.pipe"
		exec {fd}<>"$1/$name.pipe"
		FEEDS[$name]=$fd
		start pigtrace-station --once --timeout 120 "$PIGTRACE_HOME/stations/$name" \
			<"$1/$name.pipe" >"$1/$name.answers" 2>"$1/$name.log"
		SPEAKERS[$name]=$STARTED
	done
}

# feed DIR N ALL: the N-th of ALL equal parts of every station's lines.
feed() {
	local name lines
	for name in "${!FEEDS[@]}"; do
		lines=$(wc -l <"$1/$name.events")
		awk -v from=$((($2 - 1) * lines / $3)) -v to=$(($2 * lines / $3)) 'NR > from && NR <= to' \
			"$1/$name.events" >&"${FEEDS[$name]}"
	done
}

# close_feeds: no more lines; all must be receipted.
close_feeds() {
	local name fd
	for name in "${!FEEDS[@]}"; do
		fd=${FEEDS[$name]}
		exec {fd}>&-
	done
	FEEDS=()
	for name in "${!SPEAKERS[@]}"; do
		ended "${SPEAKERS[$name]}" 150
		[ "$CODE" = 0 ]
	done
}

# epoch_of STATION: as its outbox has it.
epoch_of() {
	pigtrace-station --once --timeout 0 "$PIGTRACE_HOME/stations/$1" </dev/null 2>&1 |
		sed -n 's/.*matter=start.* epoch=\([0-9]*\).*/\1/p'
}

# post STATION FILE [TOPIC-STATION]: the file's bytes as one message, under the station's own login.
post() {
	mosquitto_pub -p "$PORT" -u "$1" -P "$(cat "$PIGTRACE_HOME/stations/$1/password")" -q 1 \
		-t "pigtrace/v1/${3:-$1}/up" -f "$2"
}

# make_notes DIR OPTION...: the season as signed notes; the keys are those of the home.
make_notes() {
	local into=$1
	shift
	"$SEASON" notes --keys "$PIGTRACE_HOME/stations" "$@" "$into" 2>>"$T/season.log"
}

# post_notes DIR: in their order of delivery, each under its station's login; until the gateway has seen all.
post_notes() {
	local note name before
	before=$(log_sum messages)
	for note in "$1"/*.note; do
		name=${note##*/}
		name=${name#*-}
		post "${name%.note}" "$note"
	done
	wait_for 60 has_taken $((before + $(find "$1" -name '*.note' | wc -l)))
}

has_taken() { [ "$(log_sum messages)" -ge "$1" ]; }

# trace_all DIR: the JSON of every package of its packages.tsv.
trace_all() {
	local name
	cut -f1 "$1/packages.tsv" | while read -r name; do pigtrace trace --json "$name" || return; done
}

# post_text STATION TEXT
post_text() {
	printf '%s' "$2" >"$T/text"
	post "$1" "$T/text"
}

# a_login NAME: a user of the broker that is no station of the registry.
a_login() {
	mkdir -p "$PIGTRACE_HOME/stations/$1"
	echo "secret-$1" >"$PIGTRACE_HOME/stations/$1/password"
	mosquitto_passwd -b "$PIGTRACE_HOME/mosquitto/passwd" "$1" "secret-$1" 2>>"$T/register.log"
	kill -HUP "$BROKER"
}

# newest_receipt STATION: as the broker retains it.
newest_receipt() {
	mosquitto_sub -p "$PORT" -u "$1" -P "$(cat "$PIGTRACE_HOME/stations/$1/password")" -q 1 \
		-t "pigtrace/v1/$1/receipt" -C 1 -W 5
}

# weighing N: a good line, told apart by N.
weighing() {
	printf '{"do":"weigh","at":"2026-09-03T08:00:00+08:00","of":["pig:1141130%08d"],"kg":"%d.5"}' \
		"$1" $((1 + $1 % 300))
}

# ---- a store to be looked after ----

# A signed line that is held at first and accepted when it is read again: what only an administrator may say,
# of a station that becomes one.
promote_office() {
	local at=2026-11-20T07:30:00+08:00
	register office-01 --trade farm
	{
		weighing 11
		echo
		echo "{\"do\":\"retry\",\"at\":\"$at\",\"held\":9999}"
		weighing 12
	} | pigtrace-station --once "$PIGTRACE_HOME/stations/office-01" >/dev/null 2>>"$T/station.log"
	sql "select body from event where kind = 'station' and body like '%station:office-01%'" |
		sed -E 's/"trade":"farm"/"trade":"admin"/; s/"at":"[^"]*"/"at":"2099-01-01T00:00:00+08:00"/' |
		pigtrace-station --once "$PIGTRACE_HOME/stations/admin" >/dev/null 2>>"$T/station.log"
}

# A store with all there is: late, shuffled and repeated notes, held lines, a held line that was read again,
# a conflict, a plain station, a revoked one.
fill_store() {
	start_all
	make_season "$T/season" --pigs 16 --seed 71
	register_season "$T/season"
	make_notes "$T/notes" --pigs 16 --seed 71 --wrong 20 --shuffle 3 --duplicate 30 --bundle 9
	post_notes "$T/notes"
	make_notes "$T/other" --pigs 10 --seed 72 --bundle 4
	post farm-01 "$(find "$T/other" -name '*-farm-01.note' | sort | head -n 1)"
	register scale-01 --plain --trade farm
	post_text scale-01 "$(weighing 1)"
	post_text scale-01 "$(weighing 1)"
	post_text scale-01 '{"do":"weigh"}'
	promote_office
	pigtrace station revoke shop-03 --reason closed 2>>"$T/register.log"
	wait_for 10 sql_is "select count(*) from quarantine where station = 'scale-01'" 1
	pigtrace quarantine retry --all 2>>"$T/register.log"
	stop_collectd
}

# ---- the store, as another program reads it ----

sql() {
	if [ -n "${PIGTRACE_SERVER:-}" ]; then
		psql -XqAt "$ADDRESS" -c "$1"
	else
		sqlite3 -readonly -cmd '.timeout 5000' "$STORE" "$1"
	fi
}

# meddle SQL: change what is in the store.
meddle() {
	if [ -n "${PIGTRACE_SERVER:-}" ]; then
		psql -XqAt -v ON_ERROR_STOP=1 "$ADDRESS" -c "$1"
	else
		sqlite3 "$STORE" "$1"
	fi
}

sql_is() { [ "$(sql "$1")" = "$2" ]; }

# stored_lines [WHERE]: "station seq sha256" of every event but the administrator's, sorted.
stored_lines() {
	sql "select s.name || ' ' || e.seq || ' ' || hex(e.body) from event e
		join station s on s.no = e.station where s.name <> 'admin' ${1:+and $1}" |
		python3 "$SCENARIO/digest.py" | sort
}

# answered_lines EVENTS ANSWERS STATION: the same of every line that was answered ok.
answered_lines() {
	python3 "$SCENARIO/answered.py" "$1" "$2" "$3"
}

# answered_season DIR: of all its stations, sorted.
answered_season() {
	local name
	for name in $(season_stations "$1"); do
		answered_lines "$1/$name.events" "$1/$name.answers" "$name"
	done | sort
}

# sound_store: as another program sees it.
sound_store() {
	[ -n "${PIGTRACE_SERVER:-}" ] || sql_is 'pragma integrity_check' ok
	sql_is 'select count(*) from (select station, epoch, seq from event where seq > 0
		group by 1, 2, 3 having count(*) > 1) as twice' 0
}

# dump_derived: every row that `pigtrace rebuild` makes, behind its table's name, sorted.
dump_derived() {
	local table
	for table in item link_settled link_hot gist lasting run received stray registry correction heard; do
		sql "select * from $table" | sort | sed "s/^/$table /"
	done
}

# no_gaps: nothing of the numbers that stations gave is missing.
no_gaps() {
	pigtrace status --json |
		python3 -c 'import json,sys
for s in json.load(sys.stdin)["stations"]:
    assert s["missing"] == 0 and s["upto"] == s["highest"], s'
}

# synced_before TRACE CALL: in strace's lines, no such call (an awk pattern) while a write to a file waits for
# its sync: what it says would not survive a loss of power. At least one such call there must be.
synced_before() {
	awk -v call="$2" '/^pwrite64\(/ { dirty = $0 } /^f(data)?sync\(.* = 0$/ { dirty = "" }
		$0 ~ call { calls++; if (dirty != "") { print "unsynced: " dirty "\nbefore: " $0; bad = 1 } }
		END { exit bad || !calls }' "$1"
}

# logged PATTERN: of any gateway of this test.
logged() { cat "$T/every.log" "$LOG" | grep -qE -- "$1"; }

# log_sum KEY: of all commits that were logged.
log_sum() {
	cat "$T/every.log" "$LOG" |
		sed -n "s/.*matter=committed.* $1=\([0-9]*\).*/\1/p" | awk '{ n += $1 } END { print n + 0 }'
}
