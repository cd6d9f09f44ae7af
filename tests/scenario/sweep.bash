# What the sweeps of faults share: one signed station that says a line a round, a gateway that something happens
# to, and the two things that must hold after every round. Loaded beside lib.bash.

# begin_sweep: a store with one receipted line, and farm-01 waiting for more on a pipe.
begin_sweep() {
	start_all
	register farm-01 --trade farm
	mkfifo "$T/pipe"
	exec {PIPE}<>"$T/pipe"
	FEEDS[farm-01]=$PIPE
	start pigtrace-station --once --timeout 600 "$PIGTRACE_HOME/stations/farm-01" \
		<"$T/pipe" >"$T/answers" 2>"$T/station.log"
	SPEAKER=$STARTED
	: >"$T/lines"
	SAID=0
	say_line
	wait_for 20 receipted "$SAID"
	stop_collectd
}

say_line() {
	SAID=$((SAID + 1))
	weighing "$SAID" >"$T/line"
	echo >>"$T/line"
	cat "$T/line" >>"$T/lines"
	cat "$T/line" >&"$PIPE"
}

receipted() { [ "$(newest_upto)" -ge "$1" ]; }

newest_upto() { newest_receipt farm-01 | awk 'NR == 1 { print $4 }'; }

# No receipt for an event that is not in the store: at this moment, and of every number up to the newest receipt.
receipts_are_true() {
	local upto
	upto=$(newest_upto)
	sql_is "select count(distinct e.seq) from event e join station s on s.no = e.station
		where s.name = 'farm-01' and e.seq between 1 and $upto" "$upto" || {
		echo "a receipt up to $upto, but the store lacks some of it"
		return 1
	}
}

# end_sweep: the gateway goes on alone; all that was answered is stored, exactly once.
end_sweep() {
	gone "$COLLECTD" || stop_collectd
	start_collectd
	exec {PIPE}>&-
	unset 'FEEDS[farm-01]'
	ended "$SPEAKER" 120
	[ "$CODE" = 0 ]
	answered_lines "$T/lines" "$T/answers" farm-01 | sort >"$T/answered"
	[ "$(wc -l <"$T/answered")" = "$SAID" ]
	stored_lines >"$T/stored"
	same "$T/answered" "$T/stored"
	sql_is 'select count(*) from quarantine' 0
	sound_store
	no_gaps
	stop_collectd
}

# begin_injected CALL ACTION N [OPTION...]: the gateway, with something happening at the N-th such call it makes.
begin_injected() {
	begin_collectd strace -f -D -qq -o /dev/null -e "trace=$1" -e "inject=$1:$2:when=$3" "${@:4}"
}
