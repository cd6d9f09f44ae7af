#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# Another build of the three programs from the tables in DIR.
build_with() {
	cmake -S "$ROOT" -B "$T/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug \
		-DPIGTRACE_TESTS=OFF -DPIGTRACE_VOCABULARY="$1" >"$T/cmake.log" 2>&1
	ninja -C "$T/build" pigtrace pigtrace-collectd pigtrace-station catalogues >"$T/ninja.log" 2>&1
}

@test "a kind of event that is added to the tables is accepted from end to end" {
	cp -r "$ROOT/schema/vocabulary" "$T/vocabulary"
	printf 'groom\tbreed\tgrooming\t刷拭\tof+=pig|eid|group\tdose? reason?\tfarm\tObjectEvent/OBSERVE/inspecting\n' \
		>>"$T/vocabulary/kind.tsv"
	build_with "$T/vocabulary"
	line='{"do":"groom","at":"2026-07-01T08:00:00+08:00","of":["pig:114113000000042"],"reason":"show","by":"op-07"}'

	# A gateway that does not know it yet keeps it.
	start_all
	register scale-01 --plain --trade farm
	register farm-01 --trade farm
	post_text scale-01 "$line"
	wait_for 10 sql_is 'select rule from quarantine where no = 1' R-EVT-10
	run pigtrace-station --once --timeout 0 "$PIGTRACE_HOME/stations/farm-01" <<<"$line"
	[[ "$output" = *'refused R-EVT-10'* ]]
	stop_collectd

	export PATH="$T/build/bin:$PATH"
	start_collectd
	[ "$(readlink "/proc/$COLLECTD/exe")" = "$T/build/bin/pigtrace-collectd" ]
	run -0 pigtrace quarantine retry 1
	wait_for 10 sql_is "select count(*) from event where kind = 'groom'" 1
	post_text scale-01 "${line/0042/0043}"
	wait_for 10 sql_is "select count(*) from event where kind = 'groom'" 2
	pigtrace-station --once "$PIGTRACE_HOME/stations/farm-01" <<<"${line/07-01/07-02}" >"$T/answer" 2>"$T/station.log"
	[ "$(cat "$T/answer")" = 'ok 1' ]
	sql_is "select count(*) from event where kind = 'groom'" 3

	[[ "$(pigtrace --lang en trace pig:114113000000042)" = *grooming* ]]
	[[ "$(pigtrace --lang zh trace pig:114113000000042)" = *刷拭* ]]
	[ "$(pigtrace trace --json pig:114113000000042 | grep -c '"do": "groom"')" -ge 2 ]
	# Its rules come with it.
	post_text scale-01 "${line/reason/verdict}"
	wait_for 10 sql_is 'select rule from quarantine where no = 2' R-EVT-08
	pigtrace log groom --help | grep -q grooming
}
