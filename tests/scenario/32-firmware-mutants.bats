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

# update_fails_with PATTERN WAY ARGUMENT...: a story of updates (36-firmware-update.bats) that must not go well.
update_fails_with() {
	start_all
	register farm-01 --trade farm
	GATEWAY=$COLLECTD run play renewal "${@:2}"
	echo "$output" | tail -n 3
	[ "$status" = 1 ]
	grep -qE "^AssertionError: $1" <<<"$output"
}

@test "a boot loader that does not check who signed an image is caught" {
	update_fails_with "\('slot-0', 1, True\), not \('factory'" stranger loader-sf2-unsigned
}

@test "an image that is confirmed by a receipt of an earlier start is caught" {
	# Of a board that was quicker than the question: it is confirmed when first asked.
	update_fails_with "(confirmed without a receipt of this start|\('slot-1', 2, False\), not \('slot-1', 2, True\))" unheard relay-sf2-hasty
}

# unit_fails MUTANT FILE TEST NAME: with this file of the mutant, the unit test says that it fails.
unit_fails() {
	lib() { echo "$ROOT/build/$1/libpt_${1##*/}.a"; }
	(cd "$ROOT" && python3 tests/firmware/mutants.py "$1" "$2") >"$T/mutant.c"
	cc -O1 -I"$ROOT" -I"$ROOT/build/generated" -o "$T/unit" "$T/mutant.c" "$ROOT/tests/unit/$3.c" \
		"$ROOT/build/firmware/core/libpt_firmware.a" "$(lib core/note)" "$(lib core/event)" "$(lib core/ident)" \
		"$(lib core/base)" -lsodium -lcmocka
	run "$T/unit"
	[ "$status" != 0 ]
	grep -q "FAILED  . $4" <<<"$output"
}

@test "an update's record whose CRC is not checked, or whose torn pages count as blank, is caught" {
	unit_fails record-crc firmware/core/update_record.c test_firmware_update a_record_that_fades_says_nothing
	unit_fails record-torn firmware/core/update_record.c test_firmware_update after_a_cut_at_any_step
}
