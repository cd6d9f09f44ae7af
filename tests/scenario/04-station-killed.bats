#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# The station dies on entering a write to its outbox, a sync, or the writing of an answer or a packet; every
# fourth time at any moment.
run_doomed() {
	local call home=$PIGTRACE_HOME/stations/farm-01
	case $(($1 % 4)) in
	0) call="" ;;
	1) call=pwrite64:signal=KILL:when=$((1 + RANDOM % 12)) ;;
	2) call=fdatasync,fsync:signal=KILL:when=$((1 + RANDOM % 6)) ;;
	3) call=write:signal=KILL:when=$((4 + RANDOM % 12)) ;;
	esac
	start ${call:+strace -D -qq -o /dev/null -e "trace=${call%%:*}" -e "inject=$call"} \
		pigtrace-station --once --timeout 60 "$home" \
		< <(drip "$T/lines.$1" 3>&- 4>&-) >"$T/answers.$1" 2>>"$T/station.log"
}

# A person who types: a few lines at a time.
drip() {
	local line
	while IFS= read -r line; do
		printf '%s\n' "$line" 2>/dev/null || return 0
		[ $((RANDOM % 3)) != 0 ] || sleep 0.01
	done <"$1"
}

@test "a station killed while it reads, again and again: each line answered ok arrives once, none twice" {
	rounds=$(short_or_long 50 200)
	start_all
	register farm-01 --trade farm
	died=0
	for round in $(seq "$rounds"); do
		for n in $(seq $((round * 40)) $((round * 40 + 39))); do weighing "$n"; echo; done >"$T/lines.$round"
		run_doomed "$round"
		if [ $((round % 4)) = 0 ]; then
			sleep_ms $((RANDOM % 300))
		else
			wait_for 2 gone "$STARTED" || true
		fi
		! gone "$STARTED" || died=$((died + 1))
		kill -9 "$STARTED" 2>/dev/null || true
		ended "$STARTED"
	done
	echo "died of a system call: $died of $rounds"
	[ "$died" -ge $((rounds / 3)) ]
	pigtrace-station --once --timeout 60 "$PIGTRACE_HOME/stations/farm-01" </dev/null 2>>"$T/station.log"

	for round in $(seq "$rounds"); do
		answered_lines "$T/lines.$round" "$T/answers.$round" farm-01
	done | sort >"$T/answered"
	stored_lines >"$T/stored"
	echo "answered $(wc -l <"$T/answered"), stored $(wc -l <"$T/stored")"
	[ "$(wc -l <"$T/answered")" -ge $((rounds * 5)) ]
	[ -z "$(comm -23 "$T/answered" "$T/stored")" ]
	# What was kept but not answered any more may be there, once; nothing is there that was never said.
	[ -z "$(cut -d' ' -f3 "$T/stored" | sort | uniq -d)" ]
	cat "$T"/lines.* | sort >"$T/said"
	sql "select body from event where kind = 'weigh'" | sort >"$T/bodies"
	[ -z "$(comm -13 "$T/said" "$T/bodies")" ]
	sound_store
	no_gaps
}

@test "a station killed as it is about to forget what was receipted sends it again, and nothing is stored twice" {
	start_all
	register farm-01 --trade farm
	home=$PIGTRACE_HOME/stations/farm-01
	for n in {1..30}; do weighing "$n"; echo; done >"$T/lines"
	run -5 pigtrace-station --once --timeout 0 "$home" <"$T/lines" # kept, no time to send
	printf '%s\n' "${lines[@]}" | grep '^ok' >"$T/answers"
	# At its first write to the outbox, its second ...: those of opening it, then that of the receipt.
	stored=0
	for when in 1 2 3 4 5 6 7 8; do
		start strace -D -qq -o /dev/null -e trace=pwrite64 -e "inject=pwrite64:signal=KILL:when=$when" \
			pigtrace-station --once --timeout 30 "$home" </dev/null 2>>"$T/station.log"
		ended "$STARTED" 40
		[ "$CODE" = 137 ] || break
		stored=$(sql "select count(*) from event where kind = 'weigh'")
	done
	[ "$CODE" = 0 ]
	[ "$stored" = 30 ] # so the last death was after the receipt
	run -0 pigtrace-station --once --timeout 0 "$home" </dev/null
	[[ "$output" = *waiting=0* ]]
	answered_lines "$T/lines" "$T/answers" farm-01 | sort >"$T/answered"
	stored_lines >"$T/stored"
	same "$T/answered" "$T/stored"
	sound_store
	no_gaps
}

# A person who waits for the answers to ten lines before saying more.
take_turns() {
	local line said=0
	while IFS= read -r line; do
		printf '%s\n' "$line"
		said=$((said + 1))
		[ $((said % 10)) != 0 ] || wait_for 40 answered "$2" "$said"
	done <"$1"
}

answered() { [ "$(grep -c '^ok ' "$1")" -ge "$2" ]; }

@test "an answer is given only when what it answers would survive a loss of power" {
	start_all
	register farm-01 --trade farm
	for n in {1..60}; do weighing "$n"; echo; done >"$T/lines"
	: >"$T/answers"
	strace -qq -o "$T/calls" -e trace=pwrite64,fdatasync,fsync,write pigtrace-station --once --timeout 30 \
		"$PIGTRACE_HOME/stations/farm-01" < <(take_turns "$T/lines" "$T/answers" 3>&- 4>&-) >"$T/answers" 2>"$T/station.log"
	[ "$(grep -c '^ok ' "$T/answers")" = 60 ]
	[ "$(grep -c '^write(1, "ok' "$T/calls")" -ge 6 ]
	synced_before "$T/calls" '^write\\(1, "ok'
}
