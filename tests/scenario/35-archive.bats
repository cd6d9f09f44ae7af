#!/usr/bin/env bats
load lib
load archive
bats_require_minimum_version 1.5.0

@test "what is past its time leaves the store for a file; nothing else changes" {
	two_seasons
	all_lines >"$T/before"
	pigtrace trace --json pig:114113000000001 >"$T/sow.before"
	trace_all "$T/new" >"$T/new.before"
	run -2 --separate-stderr pigtrace archive --before 2026-01-01 "$T/a.gz"
	[[ "$stderr" = *"730 days"*retention.conf* ]]
	[ ! -e "$T/a.gz" ]

	archive "$T/a.gz" >"$T/said"
	[[ "$(cat "$T/said")" = *" notes and 1 unsigned events moved, read back and verified" ]]
	pigtrace archive --verify "$T/a.gz" | grep -q 'all signatures verify'
	pigtrace doctor
	# Each line is here or there, the file's own sum is right, and it is listed with it.
	all_lines "$T/a.gz" >"$T/after"
	same "$T/before" "$T/after"
	[ "$(zcat "$T/a.gz" | grep -c '^@note ')" -gt 5 ]
	[ "$(zcat "$T/a.gz" | sed '$d' | sha256sum | cut -d' ' -f1)" = "$(zcat "$T/a.gz" | tail -n 1 | cut -d' ' -f4)" ]
	pigtrace archive | grep -q "a.gz	$(zcat "$T/a.gz" | tail -n 1 | cut -d' ' -f4)"

	# This year's goods, and a sow's whole life, are told as before; what has left is said to have left.
	trace_all "$T/new" >"$T/new.after"
	same "$T/new.before" "$T/new.after"
	pigtrace trace --json pig:114113000000001 >"$T/sow.after" 2>"$T/sow.words"
	same "$T/sow.before" "$T/sow.after"
	old=$(sql "select kind || ':' || code from archived_item as gone where kind = 'carcass'
		and not exists (select 1 from item where item.kind = gone.kind and item.code = gone.code) limit 1")
	[ -n "$old" ]
	run -3 --separate-stderr pigtrace trace "$old"
	[[ "$stderr" = *"part of this record is in the archive a.gz (older than 2024-01-01)"* ]]
	# The file is asked for it: each of its lines, and nothing else.
	zcat "$T/a.gz" | grep '^{' | grep -F "\"$old\"" | sort >"$T/lines"
	[ -s "$T/lines" ]
	pigtrace archive --find "$old" "$T/a.gz" | cut -f4 | sort >"$T/found"
	same "$T/lines" "$T/found"
	run -3 --separate-stderr pigtrace archive --find pig:114113000077777 "$T/a.gz"
	[ -z "$output" ]
	run -2 --separate-stderr pigtrace archive --find nonsense "$T/a.gz"
	# And the doctor looks at it: at another one, at one that is gone.
	pigtrace doctor --quick --archives "$T" | grep -q 'ok .*archive files.* 1 looked at'
	mkdir "$T/elsewhere"
	run -4 --separate-stderr pigtrace doctor --quick --archives "$T/elsewhere"
	zcat "$T/a.gz" | sed '2s/[0-9]/7/' | gzip >"$T/elsewhere/a.gz"
	run -4 --separate-stderr pigtrace doctor --quick --archives "$T/elsewhere"
	run -4 --separate-stderr pigtrace archive --find "$old" "$T/elsewhere/a.gz"
	[ -z "$output" ]
	run -3 --separate-stderr pigtrace trace pig:114113000077777
	[[ "$stderr" = *"may be in the archive a.gz"* ]]
	partly=$(sql "select kind || ':' || code from archived_item join item using (kind, code)
		where kind in ('pig', 'lot', 'carcass', 'run') limit 1")
	[ -n "$partly" ]
	run --separate-stderr pigtrace trace "$partly"
	[[ "$stderr" = *"in the archive a.gz"* ]]
	run -0 pigtrace --lang zh trace "$(cut -f1 "$T/new/packages.tsv" | head -n 1)"

	# Derived again it is the same, and a second run finds nothing more.
	dump_derived >"$T/derived"
	pigtrace rebuild
	dump_derived >"$T/derived.again"
	same "$T/derived" "$T/derived.again"
	run -0 --separate-stderr archive "$T/b.gz"
	[[ "$stderr" = *"nothing to move"* ]]
	[ ! -e "$T/b.gz" ]
}

@test "a note that was archived is read back as it was signed, and is no new event when it comes again" {
	two_seasons
	archive "$T/a.gz" >"$T/said"
	make_it_run
	run -5 --separate-stderr archive "$T/b.gz"
	[[ "$stderr" = *"being written by process $COLLECTD"* ]]
	[ ! -e "$T/b.gz" ]
	no=$(zcat "$T/a.gz" | sed -n 's/^@note \([0-9]*\) .*/\1/p' | head -n 1)
	pigtrace archive --list "$T/a.gz" | grep -q "^$no	.*pigtrace/v1 "
	pigtrace archive --note "$no" "$T/a.gz" >"$T/again.note"
	station=$(head -n 1 "$T/again.note" | cut -d' ' -f2)
	count=$(head -n 1 "$T/again.note" | cut -d' ' -f5)
	events=$(sql 'select count(*) from event')
	post "$station" "$T/again.note"
	wait_for 10 logged "matter=committed .*repeated=$count"
	post_text scale-01 "$OLD_PLAIN"
	wait_for 10 logged "matter=committed .*accepted=0 refused=0 repeated=1"
	[ "$(sql 'select count(*) from event')" = "$events" ]
	sql_is 'select count(*) from quarantine where settled_by = 0 and rule = "R-SEQ-01"' 0
	no_gaps
	stop_collectd
}

# make_it_run: broker and gateway of the home that was made before.
make_it_run() {
	PORT=$(sed -n 's/^port *= *//p' "$PIGTRACE_HOME/collectd.conf")
	start_broker
	start_collectd
}

@test "a kill at any moment leaves every note in the store or in the file" {
	two_seasons
	cp "$STORE" "$T/full.db"
	all_lines >"$T/before"
	for at in write:1 write:2 link:1 fsync:1 fdatasync:1 pwrite64:3 pwrite64:40 pwrite64:90; do
		rm -f "$STORE"* "$T"/k.gz*
		cp "$T/full.db" "$STORE"
		run strace -f -qq -o "$T/trace" -e trace="${at%:*}" -e inject="${at%:*}:signal=KILL:when=${at#*:}" \
			pigtrace archive --before 2024-01-01 "$T/k.gz"
		echo "$at: $status"
		[ "$status" != 0 ]
		if [ -e "$T/k.gz" ]; then
			pigtrace archive --verify "$T/k.gz"
			all_lines "$T/k.gz" >"$T/after"
		else
			all_lines >"$T/after"
		fi
		same "$T/before" "$T/after"
		archive "$T/again-$at.gz" >"$T/said"
		all_lines "$T/again-$at.gz" >"$T/after"
		same "$T/before" "$T/after"
		pigtrace doctor --quick >"$T/doctor"
	done
}

@test "a file that was changed, cut or is something else does not verify" {
	two_seasons
	archive "$T/a.gz" >"$T/said"
	zcat "$T/a.gz" >"$T/text"
	for change in 's/"kg":"/"kg":"1/' 's/^@note [0-9]*/@note 1/' '/^@plain/,+1d' '$d' 's/^@end .*/&\nmore/' '1s/1/2/'; do
		sed "$change" "$T/text" | gzip >"$T/b.gz"
		run --separate-stderr pigtrace archive --verify "$T/b.gz"
		echo "$change: $status $stderr"
		[ "$status" = 4 ] || [ "$status" = 2 ]
		[ "${#stderr_lines[@]}" -ge 1 ]
	done
	# A forger who also says lengths and sum anew is found by the signatures.
	python3 - "$T/text" "$T/b.gz" <<'PY'
import gzip, hashlib, re, sys
records = re.split(rb"^(?=@)", open(sys.argv[1], "rb").read(), flags=re.M)
forged = records[0]
for record in records[1:-1]:
    head, body = record.split(b"\n", 1)
    if re.match(rb"@(key|note|plain) ", head):
        body = body.replace(b'"kg":"', b'"kg":"1')
        head = re.sub(rb"\d+$", b"%d" % (len(body) - 1), head)
    forged += head + b"\n" + body
notes, plain = records[-1].split()[1:3]
end = b"@end %s %s %s\n" % (notes, plain, hashlib.sha256(forged).hexdigest().encode())
gzip.open(sys.argv[2], "wb").write(forged + end)
PY
	run -4 --separate-stderr pigtrace archive --verify "$T/b.gz"
	echo "$stderr"
	[[ "$stderr" = *"do not verify"* ]]
	head -c 3000 "$T/a.gz" >"$T/b.gz"
	run -4 --separate-stderr pigtrace archive --verify "$T/b.gz"
	run -3 --separate-stderr pigtrace archive --verify "$T/nowhere"
	echo hello >"$T/b.gz"
	run -2 --separate-stderr pigtrace archive --verify "$T/b.gz"
}
