#!/usr/bin/env bash
# Builds pigtrace and runs every test. The last line counts them: "N passed, N failed".
#
#   ./check.sh           everything, the heavy sweeps in their short form
#   ./check.sh --quick   unit tests only
#   ./check.sh --long    the sweeps in their long form, and each fuzzer for a minute
#
# Installs missing Debian packages (as root or through sudo, saying so). Builds into build, build-asan and
# build-fuzz. Logs of what failed are printed.
set -u -o pipefail
cd "$(dirname "$0")" || exit 1
mode=normal
case "${1:-}" in
"") ;;
--quick) mode=quick ;;
--long) mode=long; export PIGTRACE_LONG=1 ;;
*) echo "usage: ./check.sh [--quick|--long]" >&2; exit 2 ;;
esac

. tools/build/packages.sh
[ $mode = quick ] && packages_firmware=""
packages_need $packages_run $packages_test $packages_firmware || exit 1

started=$SECONDS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
count=0
log=$work/main.log
say() { printf '== %s (%d s)\n' "$*" $((SECONDS - started)); }

# ---- tests: each adds to passed and failed, and prints a line; and what was said, if something failed ----

# one NAME COMMAND...: a test that passes or fails as a whole.
one() {
	local name=$1
	shift
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		echo "ok   $name"
	else
		failed=$((failed + 1))
		echo "FAIL $name"
		tail -n 60 "$log"
	fi
}

# suite DIR ARGS...: every ctest of a build directory, counted one by one.
suite() {
	local dir=$1
	shift
	ctest --test-dir "$dir" -j2 --output-on-failure "$@" >"$log" 2>&1
	local good bad
	good=$(grep -cE '^ *[0-9]+/[0-9]+ Test .* Passed ' "$log")
	bad=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*(\*\*\*|Not Run)' "$log")
	[ $((good + bad)) -gt 0 ] || bad=1 # a suite that runs nothing has not passed
	passed=$((passed + good))
	failed=$((failed + bad))
	echo "$dir: $good passed, $bad failed"
	[ "$bad" = 0 ] && return
	grep -vE ' Passed ' "$log" | tail -n 120
	show_found "$dir"
}

# show_found DIR: the inputs fuzzers failed on, in full: a run is not had again by its seed alone.
show_found() {
	local input
	find "$1" -regex '.*/\(crash\|leak\|oom\|timeout\)-[0-9a-f]*' -print0 | while IFS= read -rd '' input; do
		echo "$input (base64 -d | gzip -d):"
		gzip -c "$input" | base64 -w 0
		echo
	done
}

# tap NAME COMMAND...: every case of a program that speaks TAP, counted one by one.
tap() {
	local name=$1 good bad
	shift
	"$@" >"$log" 2>&1
	good=$(grep -c '^ok ' "$log")
	bad=$(grep -c '^not ok ' "$log")
	[ $((good + bad)) -gt 0 ] || bad=1
	[ $((good + bad)) = "$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log")" ] || { bad=$((bad + 1)); echo "it did not end"; }
	grep -q '# skip' "$log" && { bad=$((bad + 1)); echo "a skipped test has not passed"; }
	passed=$((passed + good))
	failed=$((failed + bad))
	echo "$name: $good passed, $bad failed"
	[ "$bad" = 0 ] || grep -v '^ok ' "$log" | tail -n 120
}

# build PRESET: configure and build.
build() {
	if ! { cmake --preset "$1" && cmake --build --preset "$1"; } >"$log" 2>&1; then
		failed=$((failed + 1))
		echo "FAIL building $1"
		tail -n 80 "$log"
		return 1
	fi
}

# built_suite PRESET DIR ARGS...: a build, and its ctests.
built_suite() {
	local preset=$1
	shift
	build "$preset" && suite "$@"
}

# ---- a pool: scenarios mostly wait for somebody, so they run beside each other and beside the builds ----

slots=$(nproc)
export PIGTRACE_PATIENCE=3 # so that what is slow only because of that is not taken for wrong
[ "$slots" -le 4 ] || slots=4
declare -A slot_of=()

# job TEST ARGS...: one of the tests above, in the background. What it says is printed in one piece at its end.
job() {
	local slot
	[ ${#slot_of[@]} -lt "$slots" ] || reap
	for slot in $(seq 0 $((slots - 1))); do
		[[ " ${slot_of[*]} " == *" $slot:"* ]] || break
	done
	count=$((count + 1))
	(
		# Ports of its own, so that no broker takes another's (tests/scenario/lib.bash).
		export PIGTRACE_PORTS=$((20000 + slot * 3000))-$((20000 + slot * 3000 + 2999))
		passed=0 failed=0 log=$work/$count.log begun=$SECONDS
		"$@" >"$work/$count.said" 2>&1
		echo "  took $((SECONDS - begun)) s, ended at $((SECONDS - started)) s" >>"$work/$count.said"
		echo "$passed $failed" >"$work/$count.result"
	) </dev/null &
	slot_of[$!]="$slot:$count"
}

# reap: wait for one job, print what it said, count it.
reap() {
	local pid good bad n
	wait -n -p pid
	n=${slot_of[$pid]#*:}
	unset "slot_of[$pid]"
	cat "$work/$n.said"
	# A job that did not come to its end has failed.
	read -r good bad 2>/dev/null <"$work/$n.result" || { good=0 bad=1; echo "it did not end"; }
	passed=$((passed + good))
	failed=$((failed + bad))
}

reap_all() { while [ ${#slot_of[@]} -gt 0 ]; do reap; done; }

# cases FILE...: bats files, every case counted.
cases() {
	local file
	for file in "$@"; do
		[ ! -e "$file" ] || job tap "$file" bats --tap "$file"
	done
}

say "building release"
if ! build release; then # nothing else makes sense
	echo "$passed passed, $failed failed"
	exit 1
fi
suite build
say "the house rules"
for test in tests/house/*.sh; do
	one "$test" bash "$test"
done
say "a build with sanitizers, and its tests"
job built_suite asan build-asan
if [ $mode != quick ]; then
	job one "the boards' images are built" tools/build/firmware.sh
	say "the command line, the casebook, a second opinion, scenarios with a real broker, the demo, fuzzers"
	job tap tests/oracle/oracle.py tests/oracle/oracle.py
	job tap tests/casebook/run.py tests/casebook/run.py
	cases tests/scenario/*.bats
	cases tests/cli/*.bats
	job one "demo.sh --once ends by itself and leaves nothing running" tests/house/demo.bash
	job built_suite fuzz build-fuzz -R '^fuzz_'
fi
reap_all
say "done"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
