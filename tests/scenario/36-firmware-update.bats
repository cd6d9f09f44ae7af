#!/usr/bin/env bats
load lib
load firmware

# renewal WAY ARGUMENT...: a board of farm-01 that is sent images (tests/firmware/renewal.py).
renewal() {
	start_all
	register farm-01 --trade farm
	GATEWAY=$COLLECTD play renewal "$@"
}

@test "a newer image sent over the console is tried and confirmed by a receipt; forged, old, foreign, damaged ones are refused" {
	renewal accept
	kept_is_stored farm-01
	no_gaps
}

@test "a transfer the power cut off goes on where it was; a trial it cut off is tried again" {
	renewal broken
	kept_is_stored farm-01
	no_gaps
}

@test "an image that never gets a receipt is given up for the one before" {
	renewal unheard
}

@test "an image that hangs is ended by the watchdog, three times, and given up" {
	renewal alone relay-sf2-hangs hangs watchdog
	kept_is_stored farm-01
}

@test "an image that nobody restarts ends its trial by itself when no receipt comes" {
	renewal alone relay-sf2-impatient "trial over" software
	kept_is_stored farm-01
}

@test "a cut at any write of an update leaves a board that starts, with the image it should" {
	renewal replay "$(short_or_long 9 1)"
}

@test "an image written into the flash chip behind the board's back does not run unless its maker signed it" {
	renewal stranger
	kept_is_stored farm-01
}
