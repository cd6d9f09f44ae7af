# What scenarios of archives share: a store with something to move.

# all_lines [ARCHIVE...]: every line that is in the store or in one of the archives, sorted; read with other programs.
all_lines() {
	{
		sql "select hex(body) from event union all select hex(raw) from quarantine where seq > 0" |
			python3 -c 'import sys
for line in sys.stdin: sys.stdout.buffer.write(bytes.fromhex(line) + b"\n")'
		[ $# = 0 ] || zcat "$@" | grep '^{'
	} | sort -u
}

# other_codes FILE...: the second season's pigs and logistic units are not the first's.
other_codes() {
	python3 - "$@" <<'PY'
import re, sys
def unit(m):
    digits = "1" + m[1][1:]
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits))
    return "sscc:" + digits + str(-total % 10)
for name in sys.argv[1:]:
    text = open(name).read()
    text = text.replace("pig:1141130", "pig:1141139").replace("pig:1141124", "pig:1141125")
    text = text.replace("eid:1560000001", "eid:1560000002")
    open(name, "w").write(re.sub(r"sscc:(\d{17})\d", unit, text))
PY
}

# two_seasons: one of 2021, which came then, and one of this year; nothing runs at the end. Made once for this file.
two_seasons() {
	if [ -d "$BATS_FILE_TMPDIR/home" ] && [ -z "${PIGTRACE_SERVER:-}" ]; then
		cp -r "$BATS_FILE_TMPDIR/home" "$PIGTRACE_HOME"
		cp -r "$BATS_FILE_TMPDIR/old" "$BATS_FILE_TMPDIR/new" "$T"
		return
	fi
	start_all
	make_season "$T/old" --pigs 12 --seed 91 --start 2021-03-01
	make_season "$T/new" --pigs 12 --seed 92
	sed -i '5,$d' "$T/new/packages.tsv"
	other_codes "$T"/new/*.events "$T"/new/packages.tsv
	register_season "$T/old"
	make_notes "$T/notes" --pigs 12 --seed 91 --start 2021-03-01 --bundle 3 --wrong 20
	post_notes "$T/notes"
	register scale-01 --plain --trade farm
	post_text scale-01 "$OLD_PLAIN"
	# A sow that has died since is kept for ever all the same: she has given birth.
	post_text scale-01 '{"do":"die","at":"2021-12-01T08:00:00+08:00","of":["pig:114113000000001"]}'
	wait_for 10 sql_is "select count(*) from event where seq = 0" 2
	stop_collectd
	for table in note event quarantine; do
		meddle "update $table set got_ms = got_ms - 157680000000" # five years
	done
	start_collectd
	speak_season "$T/new"
	stop_collectd
	pigtrace rebuild
	stop_broker
	cp -r "$PIGTRACE_HOME" "$T/old" "$T/new" "$BATS_FILE_TMPDIR"
}

OLD_PLAIN='{"do":"disinfect","at":"2021-09-03T08:00:00+08:00","of":["place:old-yard"]}'

archive() { pigtrace archive --before 2024-01-01 "$@"; }
