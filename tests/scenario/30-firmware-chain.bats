#!/usr/bin/env bats
load lib
load firmware

@test "a board told its passport over the console keeps readings, signs them, and has them receipted" {
	start_all
	register farm-01 --trade farm
	play chain
	kept_is_stored farm-01
	sql_is "select count(*) from event where kind = 'weigh' and assurance = 'signed'" 42
	no_gaps
}
