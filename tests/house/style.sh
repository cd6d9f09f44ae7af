#!/usr/bin/env bash
# Layout is clang-format's; unbounded or error-blind C calls are nobody's; every line of a test can fail.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
git ls-files '*.c' '*.h' | xargs clang-format --dry-run --Werror 2>&1 | head -n 20
[ "${PIPESTATUS[1]}" = 0 ] || bad=1
if git grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok|alloca) *\(' -- '*.c' '*.h'; then
	bad=1
fi
# set -e passes over a command behind `!`: such a line proves nothing in a test. `not COMMAND` (lib.bash) does.
if git grep -nE '^[[:space:]]*! ' -- '*.bats' '*.bash' | grep -v '||'; then
	bad=1
fi
exit $bad
