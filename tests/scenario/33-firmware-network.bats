#!/usr/bin/env bats
load lib
load firmware

desk_opens() {
	start_all
	register farm-01 --trade farm
	open_desk "$@"
}

@test "a thousand readings without a network arrive once it is there, each once" {
	desk_opens
	desk cable off
	desk flood 1000
	[ "$ANSWER" = 1000 ]
	begun=$EPOCHREALTIME
	desk cable on
	desk empty
	echo "delivered in $(((${EPOCHREALTIME/./} - ${begun/./}) / 1000)) ms"
	kept_is_stored farm-01
	sql_is "select count(*) from event where kind = 'weigh'" 1000
	no_gaps
}

@test "a board outlives a pulled cable, a hung broker, an empty one, and a gateway that is away" {
	desk_opens
	desk say 5
	desk cable off
	desk say 5
	[ "$ANSWER" = 5 ]
	desk cable on
	desk empty

	kill -STOP "$BROKER"
	desk say 5
	[ "$ANSWER" = 5 ]
	sleep 2
	kill -CONT "$BROKER"
	desk empty

	stop_broker -9
	rm -rf "$PIGTRACE_HOME"/mosquitto/data/*
	desk say 5
	[ "$ANSWER" = 5 ]
	start_broker
	desk empty

	kill_collectd
	desk say 5
	[ "$ANSWER" = 5 ]
	sleep 3 # longer than the board's first patience
	start_collectd
	desk empty
	kept_is_stored farm-01
	sql_is "select count(*) from event where kind = 'weigh'" 25
	no_gaps
}

@test "a full memory refuses new readings so that one hears it, and gives up no old one" {
	desk_opens 2
	desk cable off
	desk flood 600 # two blocks of 255 pages
	kept=$ANSWER
	[ "$kept" -ge 255 ] && [ "$kept" -le 510 ]
	desk heard '# signal nearly-full'
	[ "$ANSWER" -ge 1 ]
	desk heard 'refused full'
	[ "$ANSWER" = $((600 - kept)) ]
	desk heard '# signal refused'
	[ "$ANSWER" = $((600 - kept)) ]
	desk power
	desk waiting
	[ "$ANSWER" = "$kept" ]
	desk cable on
	desk empty
	desk say 3
	[ "$ANSWER" = 3 ]
	desk empty
	kept_is_stored farm-01
	sql_is "select count(*) from event where kind = 'weigh'" $((kept + 3))
	no_gaps
}
