#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# A gateway that is killed on entering a system call it makes between COMMIT and the last acknowledgement:
# the sync of the log (its pages are written by then), or a write (of the log line, the PUBACK, the receipt;
# the eighth one says `ready`). Every third round it is killed at any moment.
begin_doomed() {
	local call
	case $(($1 % 3)) in
	0) begin_collectd && return ;;
	1) call=write:signal=KILL:when=$((11 + RANDOM % 6)) ;;
	2) call=fdatasync:signal=KILL:when=$((1 + RANDOM % 3)) ;;
	esac
	begin_collectd strace -D -qq -o /dev/null -e "trace=${call%%:*}" -e "inject=$call"
}

@test "a gateway killed between commit and acknowledgement, again and again: all is stored exactly once" {
	rounds=$(short_or_long 50 200)
	start_all
	make_season "$T/season" --pigs "$(short_or_long 120 400)" --seed 31
	register_season "$T/season"
	stop_collectd
	open_feeds "$T/season"
	doomed=0
	for round in $(seq "$rounds"); do
		begin_doomed "$round"
		wait_for 20 is_ready
		feed "$T/season" "$round" "$rounds"
		if [ $((round % 3)) = 0 ]; then
			sleep_ms $((RANDOM % 200))
		elif wait_for 1 gone "$COLLECTD"; then
			doomed=$((doomed + 1))
		fi
		kill_collectd
	done
	# The moments were met: most died by the system call, and what they had committed came again.
	echo "killed at a system call: $doomed of $((rounds * 2 / 3))"
	[ "$doomed" -ge $((rounds / 3)) ]

	start_collectd
	close_feeds
	repeated=$(log_sum repeated)
	echo "lines that came again: $repeated"
	[ "$repeated" -gt 0 ]
	answered_season "$T/season" >"$T/answered"
	[ "$(wc -l <"$T/answered")" -gt 500 ]
	stored_lines >"$T/stored"
	same "$T/answered" "$T/stored"
	sql_is 'select count(*) from quarantine' 0
	sound_store
	no_gaps
	stop_collectd
}

# The window itself, by the sqlite3 shell: with the PUBACK held up, the event is in the store already.
@test "when the acknowledgement leaves, the sqlite3 shell reads the event already" {
	start_all
	register scale-01 --plain --trade farm
	# Of a plain station's message the next three writes are: to wake the loop, the log line, the PUBACK.
	stop_collectd
	start_collectd strace -D -qq -o "$T/writes" -e trace=write,pwrite64,fdatasync,fsync -e inject=write:signal=KILL:when=13
	post_text scale-01 "$(weighing 1)"
	ended "$COLLECTD"
	tail -n 3 "$T/writes"
	grep -qE '^write\([0-9]+, "@\\2\\0.*\?$' "$T/writes" # it died of the PUBACK, which never left
	synced_before "$T/writes" '^write\\([0-9]+, "@'
	weighings="select count(*) from event where kind = 'weigh'"
	sql_is "$weighings" 1

	start_collectd
	wait_for 10 logged 'messages=1 accepted=0 refused=0 repeated=1' # so the broker sent it again
	sql_is "$weighings" 1
	post_text scale-01 "$(weighing 2)"
	wait_for 10 sql_is "$weighings" 2
}
