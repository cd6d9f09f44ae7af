#!/usr/bin/env bash
# Layout is clang-format's; unbounded or error-blind C calls are nobody's.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
git ls-files '*.c' '*.h' | xargs clang-format --dry-run --Werror 2>&1 | head -n 20
[ "${PIPESTATUS[1]}" = 0 ] || bad=1
if git grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok|alloca) *\(' -- '*.c' '*.h'; then
	bad=1
fi
exit $bad
