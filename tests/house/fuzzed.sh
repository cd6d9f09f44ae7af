#!/usr/bin/env bash
# What firmware reads, somebody else may have written: every function there that reads bytes (by its name) is in this list, with
# the fuzz target that feeds it and the function the target calls to get there.
set -u
cd "$(dirname "$0")/../.." || exit 1
reads='parse|read|peek|feed|silence|answer|open|boot|receipt|took|check|resolve|line|image|bytes|begin'
list='
block_*: - it writes
bundler_*: - it writes
chrono_*: - numbers
clock_*: image_console unit_step
console_*: image_console unit_step
courier_receipt: note_receipt receipt_parse
dating_*: firmware_dating dating_open
device_feed, device_silence: device_bytes device_feed
*_feed, *_silence: device_bytes device_feed
gather_*: - readings
outbox_*: firmware_outbox outbox_open
passport_*: firmware_passport passport_read
plug_*, teller_*: device_bytes device_feed
renewal_*: image_console unit_step
sender_receipt: note_receipt receipt_parse
slice_*: - it hands on
sntp_answer: firmware_sntp sntp_answer
sntp_*: firmware_sntp sntp_answer
tally_*: firmware_tally tally_open
unit_*: image_console unit_open
update_header_*: firmware_update update_header_read
update_*: firmware_record update_open
uplink_*: firmware_modem uplink_step
*_uart_open, *_nor_open, *_eeprom_open, hal_*: - registers
device_result_*, lines_*, ring_*: - no bytes from outside
'
bad=0
covers() { # FUNCTION PATTERNS
	local pattern
	for pattern in ${2//,/ }; do
		# shellcheck disable=SC2053
		[[ $1 == $pattern ]] && return 0
	done
	return 1
}
while read -r name; do
	found=
	while IFS=: read -r patterns way; do
		[ -n "$patterns" ] && covers "$name" "$patterns" && { found=$way; break; }
	done <<<"$list"
	[ -n "$found" ] || { echo "$name reads bytes and no fuzzer is named for it in $0"; bad=1; }
done < <(git ls-files 'firmware/*.h' | grep -v ports/posix | xargs grep -ohE "^[a-z][a-z_0-9 *]*\b[a-z0-9_]+_($reads)[a-z_]*\(" |
	sed -E 's/.*[ *]([a-z0-9_]+)\($/\1/' | sort -u)

# Every target named is there, has a corpus, and calls what it is said to call.
while read -r target call; do
	[ "$target" != - ] || continue
	file=tests/fuzz/fuzz_$target.c
	[ -f "$file" ] && grep -q "\b$call(" "$file" || { echo "$file does not call $call"; bad=1; }
	[ -n "$(ls "tests/fuzz/corpus/$target" 2>/dev/null)" ] || { echo "tests/fuzz/corpus/$target is empty"; bad=1; }
done < <(cut -s -d: -f2 <<<"$list")
exit $bad
