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
packages_need $packages_run $packages_test || exit 1

passed=0
failed=0
started=$SECONDS
log=$(mktemp)
trap 'rm -f "$log"' EXIT
say() { printf '== %s (%d s)\n' "$*" $((SECONDS - started)); }

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

# build PRESET: configure and build; nothing else makes sense if it fails.
build() {
	say "building $1"
	if ! { cmake --preset "$1" && cmake --build --preset "$1"; } >"$log" 2>&1; then
		tail -n 80 "$log"
		echo "$passed passed, $((failed + 1)) failed"
		exit 1
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
	[ "$bad" = 0 ] || grep -vE ' Passed ' "$log" | tail -n 120
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
	echo "$name: $good passed, $bad failed ($((SECONDS - started)) s)"
	[ "$bad" = 0 ] || grep -v '^ok ' "$log" | tail -n 120
}

# bats FILE...: every case counted.
cases() {
	local file
	for file in "$@"; do
		[ ! -e "$file" ] || tap "$file" bats --tap "$file"
	done
}

build release
suite build
say "the house rules"
for test in tests/house/*.sh; do
	one "$test" bash "$test"
done
build asan
suite build-asan
if [ $mode != quick ]; then
	say "the command line"
	cases tests/cli/*.bats
	say "the casebook, and a second opinion"
	tap tests/casebook/run.py tests/casebook/run.py
	tap tests/oracle/oracle.py tests/oracle/oracle.py
	say "scenarios with a real broker"
	cases tests/scenario/*.bats
	say "the demo"
	one "demo.sh --once ends by itself and leaves nothing running" tests/house/demo.bash
	build fuzz
	suite build-fuzz -R '^fuzz_'
fi
say "done"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
