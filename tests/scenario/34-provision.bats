#!/usr/bin/env bats
# A blank board becomes a station over its console.
load lib
load firmware
bats_require_minimum_version 1.5.0

# board NAME [LIE]: a board that knows its console and nothing else, on $T/console.
board() {
	start python3 "$SCENARIO/console.py" "$T/console" "$T/told" "${1:-}" 2>"$T/console.log"
	wait_for 10 test -e "$T/console"
}

provision() { pigtrace station provision "$@" --port "$T/console" --broker 192.168.1.10:1883; }

@test "a board is told who it is, is registered under the key it has, and nothing here keeps that key" {
	start_all
	board
	provision gate-01 --trade farm --place place:barn-01 --with scale=scale-toledo,zone=480
	grep -q '^broker 192.168.1.10:1883$' "$T/told"
	grep -q '^place place:barn-01$' "$T/told"
	grep -q '^scale scale-toledo$' "$T/told"
	# The key that is registered is the public half of the one the board has.
	public=$(pigtrace station show gate-01 | sed -n 's/^key *//p' | cut -d+ -f1,2)
	[ "$public" = "$(sed -n 's/^station-key //p' "$T/told" | cut -d+ -f3,4)" ]
	secret=$(sed -n 's/^station-key //p' "$T/told" | cut -d+ -f5-)
	[ ${#secret} = 44 ]
	run -1 grep -rlF "$secret" "$PIGTRACE_HOME"
	[ ! -e "$PIGTRACE_HOME/stations/gate-01" ]
	# A second time only if that is meant.
	run -2 provision gate-01 --trade farm
	[[ $output == *--again* ]]
}

@test "a board that hears wrong or has a passport keeps nothing; another one can be told --again" {
	start_all
	board deaf
	run -1 provision gate-01 --trade farm
	[[ $output == *checksum* ]]
	[ ! -e "$T/told" ]
	kill "$STARTED"
	rm -f "$T/console"
	board full
	run -1 provision gate-02 --trade farm
	[[ $output == *has-a-passport* ]]
	[ ! -e "$T/told" ]
	kill "$STARTED"
	rm -f "$T/console"
	board
	provision gate-01 --again
	grep -q '^station-key PRIVATE+KEY+gate-01+' "$T/told"
}

@test "a console that is not there registers nobody" {
	start_all
	run -1 provision gate-03 --trade farm
	[[ $output == *console* ]]
	sql_is "select count(*) from event where body like '%gate-03%'" 0
}

@test "an emulated board is provisioned, delivers, and again with a new flash in a new epoch" {
	start_all
	play provision
	sql_is "select count(*) from event e join station s on s.no = e.station
		where s.name = 'gate-07' and kind = 'weigh' and assurance = 'signed'" 5
	sql_is "select count(distinct e.epoch) from event e join station s on s.no = e.station
		where s.name = 'gate-07'" 2
	sql_is "select count(*) from quarantine" 0
	[ "$(pigtrace station list --json | grep -c 'gate-07')" = 1 ]
}
