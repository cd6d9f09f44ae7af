# What every scenario with an emulated board stands on: the images, and the python that plays the world around them.

FIRMWARE=$ROOT/tests/firmware
export PIGTRACE_IMAGES=$ROOT/build-firmware/bin PYTHONDONTWRITEBYTECODE=1

setup_file() { "$ROOT/tools/build/firmware.sh" >"$BATS_FILE_TMPDIR/build.log" 2>&1 || { tail -n 60 "$BATS_FILE_TMPDIR/build.log"; return 1; }; }

# play SCRIPT ARGUMENT...: a story of tests/firmware with this test's broker; files of its own under $T.
play() {
	mkdir -p "$T/board"
	python3 "$FIRMWARE/$1.py" "$T/board" "${PORT:-0}" "${@:2}"
}

# kept_is_stored STATION [EPOCH]: every line the board answered ok (board/answered: `EPOCH SEQ LINE`) is stored once
# under its number, and nothing of the board was held.
kept_is_stored() {
	sql "select e.epoch || ' ' || e.seq || ' ' || e.body from event e join station s on s.no = e.station
		where s.name = '$1'" | sort >"$T/stored"
	sort "$T/board/answered" >"$T/answered"
	echo "answered $(wc -l <"$T/answered"), stored $(wc -l <"$T/stored")"
	[ -s "$T/answered" ]
	[ -z "$(comm -23 "$T/answered" "$T/stored")" ]
	[ -z "$(cut -d' ' -f3- "$T/stored" | sort | uniq -d)" ]
	sql_is "select count(*) from quarantine" 0
	sound_store
}

# open_desk [BLOCKS]: a board that is told what happens with `desk COMMAND` (tests/firmware/desk.py).
open_desk() {
	mkdir -p "$T/board"
	mkfifo "$T/desk.in" "$T/desk.out"
	start python3 "$FIRMWARE/desk.py" "$T/board" "$PORT" "$T/desk.in" "$T/desk.out" "$@" 2>"$T/desk.log"
	exec {DESK_IN}>"$T/desk.in" {DESK_OUT}<"$T/desk.out"
	FEEDS[desk-in]=$DESK_IN FEEDS[desk-out]=$DESK_OUT # so that no other child keeps them open
}

# desk COMMAND...: its answer in $ANSWER.
desk() {
	echo "$*" >&"$DESK_IN"
	read -r -t 120 ANSWER <&"$DESK_OUT"
}
