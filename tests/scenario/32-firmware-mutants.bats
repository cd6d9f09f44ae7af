#!/usr/bin/env bats
load lib
load firmware

# What the scenarios of boards would say of firmware that is broken: were they blind, these would pass.

# fails_with PATTERN SCRIPT ARGUMENT...
fails_with() {
	start_all
	register farm-01 --trade farm
	run play "${@:2}"
	echo "$output" | tail -n 3
	[ "$status" = 1 ]
	grep -qE "^AssertionError: $1" <<<"$output"
}

@test "firmware that takes handing over for delivery loses what was answered ok, and is caught" {
	fails_with 'lost or not what was answered' cuts 20 relay-sf2-early silent
}

@test "firmware that gives a number again after a cut is caught" {
	fails_with 'number [0-9]+ was given twice' cuts 15 relay-sf2-again
}

@test "firmware that does not check the CRC of what it finds is caught" {
	fails_with 'within write [0-9]+: number [0-9]+ ' replay 1 relay-sf2-unchecked
}

@test "a chip that silently programs wrong costs pages, not lines" {
	start_all
	register farm-01 --trade farm
	play shelf 40 relay-sf2-worn
	kept_is_stored farm-01
}

@test "firmware that does not read back what it wrote to that chip is caught" {
	fails_with 'lost or not what was answered' shelf 40 relay-sf2-unread
}

# does_not_link IMAGE WHY
does_not_link() {
	run flock "$ROOT/build-firmware/lock" cmake --build --preset firmware --target "$1.elf"
	[ "$status" != 0 ]
	grep -q "^$1.elf: $2" <<<"$output"
}

@test "an image that needs a heap, or more stack than its board has, does not link" {
	does_not_link relay-sf2-heap 'a heap is linked: malloc'
	does_not_link relay-sf2-deep 'the stack needs '
}
