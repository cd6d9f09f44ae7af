# What the scenarios in Debian's chromium share. The two npm packages of tests/browser are pinned by its package-lock.json
# and installed into build/browser. After `load lib`.

modules=$ROOT/build/browser

# The packages, once for all runs; two runs at a time wait for each other.
install_modules() {
	mkdir -p "$modules"
	exec {lock}>"$modules/.lock"
	flock "$lock"
	if ! cmp -s "$ROOT/tests/browser/package-lock.json" "$modules/package-lock.json" || [ ! -e "$modules/.done" ]; then
		rm -f "$modules/.done"
		cp "$ROOT"/tests/browser/{package.json,package-lock.json,.npmrc} "$modules"
		(cd "$modules" && npm ci >"$modules/npm.log" 2>&1) || { cat "$modules/npm.log"; return 1; }
		touch "$modules/.done"
	fi
	exec {lock}>&-
}

# shots_in NAME: where the programs of tests/browser find their packages, and put their screenshots.
shots_in() {
	export NODE_PATH=$modules/node_modules SHOTS=$ROOT/build/artefacts/$1
	mkdir -p "$SHOTS"
}
