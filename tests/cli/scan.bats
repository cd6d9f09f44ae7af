#!/usr/bin/env bats
# pigtrace scan: pictures that come by themselves, and codes that become events. No broker: what was said is
# still in the outbox. Pictures are made by tests/scenario/picture.py, not by pigtrace.
#
#   PIGTRACE_BIN   where pigtrace is   [build/bin]

ROOT=${BATS_TEST_DIRNAME%/tests/cli}
: "${PIGTRACE_BIN:=$ROOT/build/bin}"
export PATH="$PIGTRACE_BIN:$PATH:/usr/sbin"
export PIGTRACE_LANG=en TZ=Asia/Shanghai
unset PIGTRACE_STATION

A=https://id.example/01/06901234000016/21/00000001AAAAAAAAAAAA
B=https://id.example/01/06901234000016/21/00000002BBBBBBBBBBBB

# not COMMAND...: a test fails of it, as it does not of `! COMMAND` (set -e passes that over).
not() { ! "$@"; }

setup_file() {
	export PIGTRACE_HOME=$BATS_FILE_TMPDIR/home
	pigtrace init "$PIGTRACE_HOME" 3>&-
	pigtrace station add shop-01 --trade shop --place place:shop-01 3>&-
	cd "$BATS_FILE_TMPDIR" || return 1
	picture qr a.png $A
	picture qr b.png $B
	picture qr foreign.png https://evil.example/
	picture blank blank.png
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	cp "$BATS_FILE_TMPDIR"/*.png .
	WATCHER=""
}

teardown() {
	[ -z "$WATCHER" ] || kill -9 "$WATCHER" 2>/dev/null || true
}

picture() { python3 "$ROOT/tests/scenario/picture.py" "$@"; }

# scan ARGS...: standard output in $output, words in $words.
scan() {
	code=0
	output=$(pigtrace scan "$@" 2>words) || code=$?
	words=$(cat words)
}

# frames WxH FILE...: gray frames of that size, each with a picture of picture.py's in its corner (8-bit gray).
frames() {
	python3 - "$@" <<'P'
import struct, sys, zlib
width, height = map(int, sys.argv[1].split("x"))
for name in sys.argv[2:]:
    png = open(name, "rb").read()
    w, h = struct.unpack(">II", png[16:24])
    at, idat = 8, b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        if kind == b"IDAT":
            idat += png[at + 8:at + 8 + size]
        at += 12 + size
    rows = zlib.decompress(idat)
    for y in range(height):
        row = rows[y * (w + 1) + 1:(y + 1) * (w + 1)] if y < h else b""
        sys.stdout.buffer.write(row[:width] + b"\xff" * (width - len(row[:width])))
P
}

wait_for() {
	for _ in {1..1200}; do
		! "$@" || return 0
		sleep 0.05
	done
	echo "waited in vain: $*"
	return 1
}

has_lines() { [ "$(wc -l <"$1")" -ge "$2" ]; }

@test "raw frames: a code in sight is told once, another one too, and the next after a frame without" {
	frames 400x400 a.png a.png blank.png b.png a.png b.png >in
	scan --raw-frames 400x400 <in
	[ "$code" = 0 ]
	[ "$output" = "QR-Code:$A"$'\n'"QR-Code:$B" ]
	[ -z "$words" ]
	scan --raw-frames 400x400 --window 0 <in
	[ "$(grep -c . <<<"$output")" = 5 ]
	frames 400x400 blank.png | { scan --raw-frames 400x400; [ "$code" = 3 ]; }
	scan --raw-frames 400x400 </dev/null
	[ "$code" = 3 ]
}

@test "raw frames: a last frame that is cut off is said, and those before it are read" {
	{ frames 400x400 a.png; head -c 1000 /dev/zero; } >in
	scan --raw-frames 400x400 <in
	[ "$code" = 1 ]
	[ "$output" = "QR-Code:$A" ]
	[[ "$words" = *"cut off: 1000 of 160000 bytes"* ]]
}

@test "a frame's size that is none is refused" {
	for size in 0x0 10 10x 10x10x10 -1x5 99999x1 16384x16384 640X480 ""; do
		scan --raw-frames "$size" </dev/null
		[ "$code" = 2 ]
	done
	scan --raw-frames 4x4 a.png </dev/null
	[ "$code" = 2 ]
	scan --raw-frames 4x4 --watch . </dev/null
	[ "$code" = 2 ]
}

@test "what is no camera is refused in one line, and so is one that is not there" {
	for device in /dev/null a.png . ; do
		scan --camera $device
		[ "$code" = 1 ]
		[ "$(wc -l <words)" = 1 ]
	done
	scan --camera /dev/no-such-camera
	[ "$code" = 3 ]
}

@test "a directory is watched: each picture once it is there, whatever its name, until a signal" {
	mkdir in
	pigtrace scan --watch in >out 2>err 3>&- &
	WATCHER=$!
	wait_for grep -q "watching in" err
	cp a.png in/one.png
	wait_for has_lines out 1
	cp b.png in/.hidden && mkdir in/dir && mkfifo in/fifo && mv in/.hidden "in/"$'\033[31mred'
	wait_for has_lines out 2
	printf 'no picture' >in/text.png
	wait_for grep -q "in/text.png: the picture is neither" err
	ln -s /etc/passwd in/link.png
	picture qr in/three.png $A-3
	wait_for has_lines out 3
	kill -TERM $WATCHER
	code=0
	wait $WATCHER || code=$?
	WATCHER=""
	[ "$code" = 1 ] # text.png
	[ "$(cut -d: -f2- out)" = "$A"$'\n'"$B"$'\n'"$A-3" ]
	LC_ALL=C not grep -q $'\033' out err
	not grep -q root out err
}

@test "a watched directory that goes away, or never was, is said" {
	mkdir in
	pigtrace scan --watch in >out 2>err 3>&- &
	WATCHER=$!
	wait_for grep -q "watching in" err
	rmdir in
	code=0
	wait $WATCHER || code=$?
	WATCHER=""
	[ "$code" = 1 ]
	grep -q "in is no longer there" err
	scan --watch nowhere
	[ "$code" = 3 ]
	scan --watch a.png
	[ "$code" = 1 ]
}

@test "--as: each code is an event in the outbox, once, as the station says it" {
	scan --as sell -s shop-01 --wait 0 --by op-3 a.png b.png a.png
	[ "$code" = 0 ]
	[ "$(grep -c '^accepted pkg:06901234000016/0000000[12]' <<<"$output")" = 2 ]
	[ "$(grep -c . <<<"$output")" = 2 ]
	[[ "$output" = *"shop-01/"*"/1"*"/2"* ]]
	[[ "$words" = *"2 waiting"* ]]
	# An erased bit of the outbox is 1, so its file holds everything inverted.
	python3 -c 'import sys; sys.stdout.buffer.write(bytes(b ^ 255 for b in open(sys.argv[1], "rb").read(1 << 16)))' \
		"$PIGTRACE_HOME/stations/shop-01/outbox.nor" | grep -ao "{[^}]*}" >said
	[ "$(grep -c '"do":"sell"' said)" = 2 ]
	grep -q '"of":\["pkg:06901234000016/00000002BBBBBBBBBBBB"\].*"by":"op-3"' said
	# Another run is another sale.
	scan --as 销售 -s shop-01 --wait 0 a.png
	[ "$code" = 0 ]
	[[ "$output" = *"/3"* ]]
}

@test "--as: where the store cannot be read it is said that a recall is not known" {
	cp -r "$PIGTRACE_HOME/stations/shop-01" elsewhere
	scan --as receive -s ./elsewhere --wait 0 a.png
	[[ "$output" != *"not known"* ]]
	PIGTRACE_HOME=$PWD/nothing scan --as receive -s ./elsewhere --wait 0 a.png
	[ "$code" = 0 ]
	[[ "$output" = "accepted pkg:"*"(whether it is recalled is not known here)" ]]
}

@test "--as: what is not ours is refused, and the next code is taken" {
	scan --as sell -s shop-01 --wait 0 foreign.png blank.png a.png
	[ "$code" = 1 ] || [ "$code" = 3 ]
	[[ "$output" = "refused https://evil.example/: not a code of ours"$'\n'"accepted pkg:"* ]]
	picture qr pig.png pig:114113000012345
	scan --as sell -s shop-01 --wait 0 pig.png
	[ "$code" = 1 ]
	[[ "$output" = "refused pig:114113000012345: "* ]]
	scan --as fly -s shop-01 a.png
	[ "$code" = 2 ]
	scan --as weigh -s shop-01 --wait 0 a.png # needs more than a code
	[ "$code" = 1 ]
	[[ "$output" = refused* ]]
	scan --as sell --trace a.png
	[ "$code" = 2 ]
}

@test "the reader has one socket: no file and no other socket is opened behind the first picture" {
	strace -qq -f -e trace=openat,socket,connect,execve,clone,fork,vfork -o calls pigtrace scan a.png >/dev/null
	reader=$(awk '/clone|fork/ { print $NF; exit }' calls)
	[ -n "$reader" ]
	grep "^$reader " calls | sed '1,/\/dev\/null/d' >after
	not grep -vE 'openat\(.*EACCES|\+\+\+|exited' after
}
