#!/usr/bin/env bats
load lib
load firmware

# spells KIND STATION TRADE: power cuts and torn writes at a board that works (tests/firmware/spells.py).
spells() {
	start_all
	register "$2" --trade "$3"
	GATEWAY=$COLLECTD play spells "$1" "$(short_or_long 5 100)" "$(short_or_long 6 1)"
	sql_is "select count(*) from quarantine" 0
	no_gaps
}

@test "a gate loses no animal and weighs none twice, whenever the power fails" {
	spells gate farm-01 farm
}

@test "a line loses no hook and gives no number twice, whenever the power fails" {
	spells line plant-01 slaughter
}

@test "a truck loses nothing that was loaded, whenever the power fails" {
	spells truck truck-01 transport
}
