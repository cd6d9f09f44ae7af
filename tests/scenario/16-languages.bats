#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# Nothing but a path: no locale is set, and Debian's minimal system has none generated.
bare() { env -i PATH="$PATH" PIGTRACE_HOME="$PIGTRACE_HOME" "$@"; }

@test "both languages are spoken without any generated locale" {
	start_all
	make_season "$T/season" --pigs 10 --seed 161
	register_season "$T/season"
	speak_season "$T/season"
	package=$(head -n 1 "$T/season/packages.tsv" | cut -f1)
	bare pigtrace --lang en trace "$package" >"$T/en"
	bare pigtrace --lang zh trace "$package" >"$T/zh"
	bare pigtrace trace "$package" | cmp - "$T/en"
	bare PIGTRACE_LANG=zh_CN pigtrace trace "$package" | cmp - "$T/zh"
	[ "$(wc -l <"$T/en")" -ge 10 ]
	python3 - "$T/en" "$T/zh" "$ROOT/schema/vocabulary" <<-'READ'
		import pathlib, re, sys
		en, zh = (open(path, encoding="utf-8").read() for path in sys.argv[1:3])
		pairs = []
		for table in ("kind", "step"):
		    rows = [l.split("\t") for l in pathlib.Path(sys.argv[3], table + ".tsv").read_text("utf-8").splitlines()
		            if l and not l.startswith("#")]
		    columns = rows[0].index("en"), rows[0].index("zh")
		    pairs += [(row[columns[0]], row[columns[1]]) for row in rows[1:]]
		said = [(e, z) for e, z in pairs if re.search(r"(?m)(?<![\w/:-])" + re.escape(e) + r"(?![\w/:-])", en)]
		print(len(said), "titles")
		assert len(said) >= 5, said
		for e, z in said:
		    assert z in zh, z
		    assert not re.search(r"(?m)(?<![\w/:-])" + re.escape(e) + r"(?![\w/:-])", zh), e
		assert zh.count("\ufffd") == 0
	READ
}

@test "what commands, gateway and receipts say is in the language that was asked for" {
	make_home
	sed -i '/^language/d' "$PIGTRACE_HOME/collectd.conf"
	start_broker
	start_collectd
	register scale-01 --plain --trade farm --title 交口一场
	[[ "$(bare pigtrace --lang en status)" = *"last heard"* ]]
	[[ "$(bare pigtrace --lang zh status)" != *"last heard"* ]]
	bare pigtrace --lang zh --help | grep -q '[^ -~]'
	run -3 bare pigtrace --lang zh trace pig:114113000000099
	[[ "$output" != *nothing* ]]
	run -3 bare pigtrace --lang en trace pig:114113000000099
	[[ "$output" = *nothing* ]]
	run -2 pigtrace --lang tlh status
	post_text scale-01 '{"do":"weigh","at":"2026-09-03T08:00:00+08:00","of":["pig:114113000000002"],"kg":"-3"}'
	wait_for 10 sql_is 'select count(*) from quarantine' 1
	[ "$(bare pigtrace --lang zh quarantine list)" != "$(bare pigtrace --lang en quarantine list)" ]
	# Chinese is what the gateway speaks unless collectd.conf says otherwise.
	wait_for 5 grep -q 'matter=refused .*text=.*[^ -~]' "$LOG"
	stop_collectd
	echo 'language = en' >>"$PIGTRACE_HOME/collectd.conf"
	start_collectd
	post_text scale-01 '{"do":"weigh","at":"2026-09-03T08:00:00+08:00","of":["pig:114113000000002"],"kg":"-4"}'
	wait_for 10 grep -q 'matter=refused .*text="the value is outside' "$LOG"
}
