#!/usr/bin/env bats
# pigtrace scan --camera, against a stand-in for the kernel's side of V4L2 (tests/faults/fake_camera.c): no driver is
# to be had where these tests run. Pictures are made by tests/scenario/picture.py, and JPEG of them by libturbojpeg.
#
#   PIGTRACE_BIN   where pigtrace is   [build/bin]

ROOT=${BATS_TEST_DIRNAME%/tests/cli}
: "${PIGTRACE_BIN:=$ROOT/build/bin}"
export PATH="$PIGTRACE_BIN:$PATH"
export PIGTRACE_LANG=en
unset PIGTRACE_STATION
CAMERA_LIB=$ROOT/build/tests/faults/libfake_camera.so

A=https://id.example/01/06901234000016/21/00000001AAAAAAAAAAAA
B=https://id.example/01/06901234000016/21/00000002BBBBBBBBBBBB

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir camera
	for name in a b; do picture qr $name.png "$([ $name = a ] && echo $A || echo $B)"; done
	picture blank blank.png
}

picture() { python3 "$ROOT/tests/scenario/picture.py" "$@"; }

# frame NUMBER FORMAT WIDTH HEIGHT LINE PICTURE: as a camera of that format has it; the rows end in what is no picture.
frame() {
	python3 - "$@" <<'P' >"camera/$1"
import struct, sys, zlib
form, width, height, line = sys.argv[2], *map(int, sys.argv[3:6])
png = open(sys.argv[6], "rb").read()
w, h = struct.unpack(">II", png[16:24])
at, idat = 8, b""
while at < len(png):
    size, kind = struct.unpack(">I4s", png[at:at + 8])
    if kind == b"IDAT":
        idat += png[at + 8:at + 8 + size]
    at += 12 + size
rows = zlib.decompress(idat)
for y in range(height):
    row = rows[y * (w + 1) + 1:(y + 1) * (w + 1)][:width] if y < h else b""
    row += b"\xff" * (width - len(row))
    if form == "YUYV":
        row = b"".join(bytes((gray, 0x11 if x % 2 else 0xEE)) for x, gray in enumerate(row))
    sys.stdout.buffer.write(row + b"\x55" * (line - len(row)))
P
}

# camera FORMAT WIDTH HEIGHT LINE END [SCAN-OPTION...]
camera() {
	code=0
	output=$(FAKE_CAMERA="$PWD/camera:$1:$2:$3:$4:$5" LD_PRELOAD=$CAMERA_LIB timeout 60 \
		pigtrace scan --camera "$PWD/camera/device" "${@:6}" 2>words) || code=$?
	words=$(cat words)
	echo "$code: $output / $words"
}

@test "gray pictures are read row by row, whatever stands behind a row" {
	frame 0 GREY 400 400 416 a.png
	frame 1 GREY 400 400 416 a.png
	frame 2 GREY 400 400 416 blank.png
	frame 3 GREY 400 400 416 b.png
	for number in 4 5 6; do frame $number GREY 400 400 416 a.png; done
	camera GREY 400 400 416 gone
	[ "$output" = "QR-Code:$A"$'\n'"QR-Code:$B" ]
	[ "$code" = 1 ]
	[[ "$words" = *"No such device" ]]
	[ "$(wc -l <words)" = 1 ]
}

@test "of YUYV the light is taken, not the colour" {
	frame 0 YUYV 400 400 832 a.png
	camera YUYV 400 400 832 gone
	[ "$output" = "QR-Code:$A" ]
}

@test "a picture that is cut off or spoilt is passed over, and the next one is read" {
	frame 0 GREY 400 400 400 a.png
	truncate -s 100000 camera/0
	frame 1 GREY 400 400 400 a.png
	echo error >camera/1.flags
	: >camera/2
	frame 3 GREY 400 400 400 b.png
	camera GREY 400 400 400 gone
	[ "$output" = "QR-Code:$B" ]
}

@test "MJPEG is unpacked in the cell, and what is no JPEG costs nothing" {
	python3 - b.png >b.pgm <<'P'
import struct, sys, zlib
png = open(sys.argv[1], "rb").read()
w, h = struct.unpack(">II", png[16:24])
start = png.index(b"IDAT")
size, = struct.unpack(">I", png[start - 4:start])
rows = zlib.decompress(png[start + 4:start + 4 + size])
sys.stdout.buffer.write(b"P5 %d %d 255\n" % (w, h) + b"".join(rows[y * (w + 1) + 1:(y + 1) * (w + 1)] for y in range(h)))
P
	pgm_to_jpeg b.pgm camera/1
	head -c 5000 /dev/urandom >camera/0
	pgm_to_jpeg b.pgm camera/2
	camera MJPG 400 400 400 gone
	[ "$output" = "QR-Code:$B" ]
}

# By libturbojpeg, as cameras' own chips do it: not by our code, which writes no JPEG.
pgm_to_jpeg() {
	python3 - "$1" "$2" <<'P'
import ctypes, sys
data = open(sys.argv[1], "rb").read()
head, pixels = data.split(b"\n", 1)
_, width, height, _ = head.split()
turbo = ctypes.CDLL("libturbojpeg.so.0")
turbo.tjInitCompress.restype = ctypes.c_void_p
out, size = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_ulong()
code = turbo.tjCompress2(ctypes.c_void_p(turbo.tjInitCompress()), pixels, int(width), 0, int(height), 6,
                         ctypes.byref(out), ctypes.byref(size), 3, 80, 0)
assert code == 0
open(sys.argv[2], "wb").write(bytes(out[:size.value]))
P
}

@test "a camera of another kind is refused in one line" {
	frame 0 GREY 400 400 400 a.png
	camera RGB3 400 400 1200 gone
	[ "$code" = 1 ]
	[[ "$words" = *"gives neither gray nor YUYV nor MJPEG pictures" ]]
	camera GREY 40000 40000 40000 gone
	[ "$code" = 1 ]
	[[ "$words" = *"of a size we do not take" ]]
	# And a row that is too short for its pictures reads nothing.
	camera GREY 400 400 300 gone
	[ -z "$output" ]
}

@test "a camera that falls silent is not waited for without end" {
	frame 0 GREY 400 400 400 a.png
	camera GREY 400 400 400 silent
	[ "$output" = "QR-Code:$A" ]
	[ "$code" = 1 ]
	[[ "$words" = *"no picture for 5 seconds" ]]
}
