#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# Revocation takes the login away, too, and a broker of ours then ends the session. Here the broker does
# not hear of it, as one on another machine would not: the gateway alone refuses.
deaf_broker() { rm "$PIGTRACE_HOME/mosquitto/mosquitto.pid"; }

@test "a plain station that is revoked is refused at its next message, in a session that stays open" {
	start_all
	register scale-01 --plain --trade farm
	mkfifo "$T/pipe"
	exec {fd}<>"$T/pipe"
	FEEDS[pipe]=$fd
	start mosquitto_pub -p "$PORT" -u scale-01 -P "$(cat "$PIGTRACE_HOME/stations/scale-01/password")" \
		-q 1 -t pigtrace/v1/scale-01/up -l <"$T/pipe"
	session=$STARTED
	{ weighing 1 && echo; } >&"$fd"
	wait_for 10 sql_is "select count(*) from event where kind = 'weigh'" 1
	deaf_broker
	pigtrace station revoke scale-01 --reason "terminal stolen" 2>>"$T/register.log"
	not gone "$session"
	{ weighing 2 && echo; } >&"$fd"
	wait_for 10 sql_is "select rule from quarantine where station = 'scale-01'" R-STA-03
	not gone "$session"
	sql_is "select count(*) from event where kind = 'weigh'" 1
	pigtrace station list | grep -q '^scale-01 '
	pigtrace station list --json | grep '"scale-01"' | grep -q '"revoked":true'
}

@test "a signed station that is revoked is refused, keeps what it has not got receipted, and says so" {
	start_all
	register farm-01 --trade farm
	printf 'farm-01\n' >"$T/stations.tsv"
	open_feeds "$T"
	{ weighing 1 && echo; } >&"${FEEDS[farm-01]}"
	wait_for 10 sql_is "select count(*) from event where kind = 'weigh'" 1
	deaf_broker
	pigtrace station revoke farm-01 2>>"$T/register.log"
	{ weighing 2 && echo; } >&"${FEEDS[farm-01]}"
	wait_for 10 sql_is "select rule from quarantine where station = 'farm-01'" R-STA-03
	sql_is "select count(*) from event where kind = 'weigh'" 1
	kill "${SPEAKERS[farm-01]}"
	ended "${SPEAKERS[farm-01]}"
	run pigtrace-station --once --timeout 0 "$PIGTRACE_HOME/stations/farm-01" </dev/null
	[[ "$output" = *waiting=1* ]]
}

@test "who writes for a revoked station at home is told that nobody takes it" {
	start_all
	register farm-01 --trade farm
	run -0 pigtrace --lang en log -s farm-01 weigh --of 114113000000001 --kg 3
	[[ $output != *revoked* ]]
	pigtrace station revoke farm-01 2>>"$T/register.log"
	run -0 pigtrace --lang en log -s farm-01 weigh --of 114113000000001 --kg 3 --wait 1
	[[ $output == *"kept in the outbox"* ]]
	[[ $output == *"farm-01 is revoked: the gateway takes nothing of it any more"* ]]
	run -5 pigtrace --lang en send farm-01 --wait 1
	[[ $output == *"farm-01 is revoked"* ]]
}

@test "a broker that hears of it ends the session and lets nobody in by that name" {
	start_all
	register scale-01 --plain --trade farm
	pigtrace station revoke scale-01 2>>"$T/register.log"
	run ! post_text scale-01 "$(weighing 1)"
	[ "$(sql "select count(*) from event where kind = 'weigh'")" = 0 ]
}
