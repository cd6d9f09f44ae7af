#!/usr/bin/env bats
# The gateway killed on entering each system call that writes or syncs, one after the other, from its start to
# its last acknowledgement. The short form takes every third.
load lib
load sweep

# killed_at CALL N: whether it died of it is in $DIED.
killed_at() {
	begin_injected "$1" signal=KILL "$2"
	wait_for 20 is_ready
	say_line
	wait_for 20 eval 'gone "$COLLECTD" || receipted "$SAID"'
	# What follows the receipt (the next acknowledgement, a checkpoint) is met in the first moments after it.
	wait_for 0 gone "$COLLECTD" || true
	DIED=no
	! gone "$COLLECTD" || DIED=yes
	kill_collectd
	receipts_are_true
}

@test "a gateway killed at every write and sync in turn: no receipt without its event, all stored once" {
	stride=$(short_or_long 3 1)
	begin_sweep
	total=0
	for call in write pwrite64 fdatasync fsync ftruncate; do
		for ((n = 1; n < 2000; n += stride)); do
			killed_at "$call" "$n"
			[ "$DIED" = yes ] || break
			total=$((total + 1))
		done
		echo "$call: to the $n-th"
	done
	echo "killed $total times"
	[ "$total" -ge "$(short_or_long 10 30)" ]
	end_sweep
}
