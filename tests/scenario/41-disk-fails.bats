#!/usr/bin/env bats
# Each write, sync, truncation and read of the store failing in turn, as a dying or full disk does it.
load lib
load sweep
bats_require_minimum_version 1.5.0

# fails_at CALL ERROR N: the gateway either refuses to start, with one clear line, or goes on by itself until
# what was said is receipted.
fails_at() {
	begin_injected "$1" "error=$2" "$3" "${OF_STORE[@]}"
	wait_for 20 is_ready
	say_line
	wait_for 60 eval 'gone "$COLLECTD" || receipted "$SAID"'
	if gone "$COLLECTD"; then
		ended "$COLLECTD"
		cat "$LOG"
		[ "$CODE" = 1 ]
		[ "$(grep -c matter=failed "$LOG")" = 1 ]
		REFUSED=$((REFUSED + 1))
		start_collectd
		wait_for 60 receipted "$SAID"
	elif grep -qE 'matter=(store_failed|checkpoint_put_off|receipt_failed|broker_away)' "$LOG"; then
		MET=$((MET + 1))
	fi
	receipts_are_true
	kill_collectd
}

# count_calls CALL: how many of them an undisturbed round makes, in $LAST.
count_calls() {
	begin_collectd strace -f -D -qq -o "$T/calls" -e "trace=$1" "${OF_STORE[@]}"
	wait_for 20 is_ready
	say_line
	wait_for 20 receipted "$SAID"
	stop_collectd
	LAST=$(grep -c "$1(" "$T/calls")
}

# sweep_errors ERROR STRIDE FIRST
sweep_errors() {
	local call n
	MET=0 REFUSED=0
	OF_STORE=(-P "$STORE" -P "$STORE-wal" -P "$STORE-shm" -P "$STORE.lock")
	for call in pwrite64 fdatasync ftruncate pread64; do
		count_calls "$call"
		for ((n = $3 < LAST ? $3 : LAST; n <= LAST; n += $2)); do fails_at "$call" "$1" "$n"; done
		echo "$call: every $2. of $LAST, from the $3."
	done
	echo "met while serving: $MET; refused to start: $REFUSED"
	[ $((MET + REFUSED)) -ge 3 ]
}

@test "the disk reports an error at every call in turn: the gateway says so and goes on by itself" {
	begin_sweep
	sweep_errors EIO "$(short_or_long 4 1)" 1
	end_sweep
}

@test "the disk reports that it is full at every call in turn: nothing is lost" {
	begin_sweep
	sweep_errors ENOSPC "$(short_or_long 4 1)" "$(short_or_long 3 1)"
	end_sweep
}
