#!/usr/bin/env bats
# The scenarios that hold the gateway to its promise can fail: builds that break it on purpose are caught.
load lib

# build_mutant NAME: into $T/bin, beside the commands that are as they should be.
build_mutant() {
	rm -rf "$T/tree"
	mkdir "$T/tree"
	git -C "$ROOT" ls-files -z core firmware gateway schema tools CMakeLists.txt |
		(cd "$ROOT" && tar c --null -T -) | tar x -C "$T/tree"
	python3 "$ROOT/tests/faults/mutate.py" "$1" "$T/tree"
	cmake -S "$T/tree" -B "$T/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DPIGTRACE_TESTS=OFF >"$T/cmake.log"
	ninja -C "$T/build" pigtrace-collectd >"$T/ninja.log" 2>&1 || tail -n 20 "$T/ninja.log"
	mkdir -p "$T/bin"
	cp "$T/build/bin/pigtrace-collectd" "$T/bin/"
	ln -sf "$PIGTRACE_BIN/pigtrace" "$PIGTRACE_BIN/pigtrace-station" "$T/bin/"
}

# passes FILE TEST: with what is in $T/bin.
passes() {
	PIGTRACE_BIN=$T/bin bats --tap -f "$2" "$SCENARIO/$1" >"$T/said" 2>&1 3>&- 4>&-
}

@test "a gateway that breaks its promise is caught: early receipt, early PUBACK, no deduplication, no gaps" {
	python3 "$ROOT/tests/faults/mutate.py" list >"$T/list"
	[ "$(wc -l <"$T/list")" -ge 4 ]
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
