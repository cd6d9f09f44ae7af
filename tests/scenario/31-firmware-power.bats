#!/usr/bin/env bats
load lib
load firmware

@test "the power fails again and again under a bad network: what was answered ok is stored once, no number twice" {
	start_all
	register farm-01 --trade farm
	play cuts "$(short_or_long 100 1000)"
	kept_is_stored farm-01
	no_gaps
}

@test "whatever a cut leaves on the flash, what was answered ok is there and the next number is new" {
	start_all
	register farm-01 --trade farm
	play replay "$(short_or_long 1 1)"
	sql_is "select count(*) from quarantine" 0
}
