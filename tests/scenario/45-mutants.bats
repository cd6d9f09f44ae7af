#!/usr/bin/env bats
# The scenarios that hold the gateway to its promise can fail: builds that break it on purpose are caught.
load lib

copy_sources() {
	mkdir "$T/tree" "$T/bin"
	git -C "$ROOT" ls-files -z core firmware gateway schema tools CMakeLists.txt |
		(cd "$ROOT" && tar c --null -T -) | tar x -C "$T/tree"
	cmake -S "$T/tree" -B "$T/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DPIGTRACE_TESTS=OFF >"$T/cmake.log"
	ln -s "$PIGTRACE_BIN/pigtrace" "$PIGTRACE_BIN/pigtrace-station" "$T/bin/"
}

# build_mutant NAME: the gateway into $T/bin, beside the commands that are as they should be; then the sources
# are as they were, and newer than what was built of them.
build_mutant() {
	local file
	rm -f "$T/bin/pigtrace-collectd"
	python3 "$ROOT/tests/faults/mutate.py" "$1" "$T/tree" >"$T/changed"
	ninja -C "$T/build" pigtrace-collectd >"$T/ninja.log" 2>&1 || {
		tail -n 20 "$T/ninja.log"
		return 1
	}
	cp "$T/build/bin/pigtrace-collectd" "$T/bin/"
	while read -r file; do cp "$ROOT/$file" "$T/tree/$file"; done <"$T/changed"
}

# passes FILE TEST: with what is in $T/bin.
passes() {
	PIGTRACE_PATIENCE=1 PIGTRACE_BIN=$T/bin bats --tap -f "$2" "$SCENARIO/$1" >"$T/said" 2>&1 3>&- 4>&-
}

@test "a gateway that breaks its promise is caught: early receipt, early PUBACK, no deduplication, no gaps" {
	python3 "$ROOT/tests/faults/mutate.py" list >"$T/list"
	[ "$(wc -l <"$T/list")" -ge 4 ]
	copy_sources
	while IFS=$'\t' read -r name file test; do
		build_mutant "$name"
		if passes "$file" "$test"; then
			echo "$name was not caught"
			return 1
		fi
		grep '^#' "$T/said" | head -n 4
		grep -q '^not ok 1' "$T/said"
	done <"$T/list"
}
