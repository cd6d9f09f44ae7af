#!/usr/bin/env bash
# An include may only follow an arrow of this list: one line a part, what it may include besides itself.
set -u
cd "$(dirname "$0")/../.." || exit 1
arrows='
core/base:
core/ident: core/base
core/event: core/base core/ident
core/note: core/base core/ident core/event
core/rule: core/base core/ident core/event core/note
core/say: core/base core/ident core/event core/note core/rule
core/store: core/base core/ident core/event core/note core/rule
core/trace: core/base core/ident core/event core/note core/rule core/store
core/view: core/base core/ident core/event core/note core/rule core/say core/store core/trace
core/label: core/base core/ident
core/scan: core/base core/label
firmware/core: core/base core/ident core/event core/note
firmware/device: core/base core/ident core/event
firmware/ports/posix: core/base core/ident core/event core/note core/rule firmware/core firmware/device
firmware/hal: core/base core/note firmware/core
firmware/image: core/base core/ident core/event core/note firmware/core firmware/hal firmware/device
firmware/loader: core/base core/note firmware/core firmware/hal firmware/ports/cortex_m firmware/ports/sf2
firmware/ports/cortex_m: firmware/hal
firmware/ports/mps2: core/base core/note firmware/hal firmware/ports/cortex_m
firmware/ports/sf2: core/base core/note firmware/core firmware/hal firmware/ports/cortex_m lwip netif
gateway/daemon: core/base
gateway/http: core/base
gateway/intake: core/base core/ident core/event core/note core/rule core/store
gateway/collectd: core/base core/ident core/event core/note core/rule core/store core/trace core/view core/label core/scan gateway/daemon gateway/intake gateway/lookout
gateway/lookout: core/base
gateway/webd: core/base core/ident core/event core/note core/rule core/say core/store core/trace core/view core/label core/scan firmware/core firmware/ports/posix gateway/daemon gateway/http
tools/generate: core/base
tools/pigtrace: core/base core/ident core/event core/note core/rule core/say core/store core/trace core/view core/label core/scan firmware/ports/posix firmware/core
'
# Heap-free parts may not take what needs a heap, stdio or POSIX.
host_only='core/base/(buf|file|clock|log|settings|fault|map|csv|metric)\.h|<(stdio|stdlib|unistd|time|pthread|sys/[a-z]*)\.h>'
heap_free='core/ident core/event core/note firmware/core firmware/device firmware/hal firmware/image firmware/loader firmware/ports/cortex_m firmware/ports/mps2 firmware/ports/sf2'

bad=0
while IFS=: read -r part allowed; do
	[ -n "$part" ] || continue
	while IFS=: read -r file _ include; do
		target=$(printf '%s' "$include" | sed -n 's/.*#include "\([^"]*\)".*/\1/p')
		[ -n "$target" ] || continue
		ok=no
		for prefix in $part $allowed; do
			case "$target" in "$prefix"/*) ok=yes ;; esac
		done
		[ $ok = yes ] || { echo "$file includes $target: no such arrow from $part"; bad=1; }
	done < <(git grep -nE '#include "' -- "$part/*.c" "$part/*.h")
done <<<"$arrows"

for part in $heap_free; do
	if git grep -nE "#include [\"]?($host_only)" -- "$part/*.c" "$part/*.h"; then
		echo "$part must work without heap, stdio and POSIX"
		bad=1
	fi
done

# Every part is in the list: a new directory needs its arrows.
for part in $(git ls-files 'core/*.c' 'firmware/*.c' 'gateway/*.c' 'tools/*.c' | xargs -n1 dirname | sort -u); do
	printf '%s' "$arrows" | cut -d: -f1 | grep -v '^$' | while read -r known; do
		case "$part/" in "$known"/*) echo found ;; esac
	done | grep -q found || { echo "$part has no arrows in $0"; bad=1; }
done
exit $bad
