#!/usr/bin/env bats
# Each allocation that the gateway makes while it serves failing in turn. The short form takes every third.
load lib
load sweep

FAIL_ALLOC_LIB=$ROOT/build/tests/faults/libfail_alloc.so

# arm N: the N-th allocation from now on fails; 0: none does.
arm() { python3 -c 'import sys; open(sys.argv[1], "r+b").write(int(sys.argv[2]).to_bytes(8, sys.byteorder))' "$T/alloc" "$1"; }

left() { od -An -td8 "$T/alloc" | tr -d ' '; }

begin_counted() {
	start_collectd env FAIL_ALLOC="$T/alloc" LD_PRELOAD="$FAIL_ALLOC_LIB"
}

@test "every allocation failing in turn: the gateway goes on by itself, nothing is lost, no receipt lies" {
	[ -e "$FAIL_ALLOC_LIB" ]
	stride=$(short_or_long 3 1)
	begin_sweep
	printf '\0\0\0\0\0\0\0\0' >"$T/alloc"
	begin_counted
	met=0 died=0
	for ((n = 1; n < 5000; n += stride)); do
		arm "$n"
		say_line
		wait_for 60 eval 'gone "$COLLECTD" || receipted "$SAID"'
		happened=$([ "$(left)" -gt 0 ] && echo no || echo yes)
		arm 0
		receipts_are_true
		if gone "$COLLECTD"; then
			died=$((died + 1))
			tail -n 3 "$LOG"
			begin_counted
			wait_for 60 receipted "$SAID"
		fi
		[ "$happened" = yes ] || break
		met=$((met + 1))
	done
	echo "failed $met times, up to the $n-th; the gateway died $died times"
	[ "$met" -ge "$(short_or_long 10 30)" ]
	[ "$died" = 0 ]
	# It was hurt: some of it reached the store, some the connection.
	cat "$T/every.log" "$LOG" | grep -oE 'matter=(store_failed|broker_away|receipt_[a-z]*)' | sort | uniq -c
	logged 'matter=store_failed'
	end_sweep
}
