#!/usr/bin/env bats
# Images for boards: signed here, and what is not the maker's is refused.
bats_require_minimum_version 1.5.0

setup() {
	root=$BATS_TEST_DIRNAME/../..
	export PATH="${PIGTRACE_BIN:-$root/build/bin}:$PATH" PIGTRACE_LANG=en
	cd "$BATS_TEST_TMPDIR"
	head -c 100000 "$BASH" >image.bin
	public=$(pigtrace firmware key maker -o maker.key)
	pigtrace firmware sign image.bin --key maker.key --name gate-sf2 --number 7 -o image.img
}

@test "a signed image names itself, and holds the bytes that other programs see" {
	run -0 pigtrace firmware check image.img --key "$public"
	[ "$output" = "gate-sf2 7, 100000" ]
	cmp image.bin <(tail -c +513 image.img)
	head -c 512 image.img | tr -d '\377' >header
	[ "$(head -n 1 header)" = "pigtrace-image/v1 gate-sf2 7 100000 $(sha256sum <image.bin | cut -d' ' -f1)" ]
	grep -q '^— maker ' header
	[ "$(stat -c %a maker.key)" = 600 ]
	run -1 grep -F "$(cut -d+ -f5- maker.key)" image.img
}

@test "another maker's image, a changed one and no image at all are exit code 4" {
	other=$(pigtrace firmware key maker -o other.key)
	run -4 pigtrace firmware check image.img --key "$other"
	printf X | dd of=image.img bs=1 seek=70000 conv=notrunc status=none
	run -4 pigtrace firmware check image.img --key "$public"
	run -4 pigtrace firmware check image.bin --key "$public"
	: >empty
	run -4 pigtrace firmware check empty --key "$public"
}

@test "what cannot be signed is said" {
	run -2 pigtrace firmware sign image.bin --key maker.key --name 'two words' --number 7 -o x
	run -2 pigtrace firmware sign image.bin --key maker.key --name gate-sf2 --number 0 -o x
	run -2 pigtrace firmware sign image.bin --key maker.key --name gate-sf2 -o x
	: >empty
	run -1 pigtrace firmware sign empty --key maker.key --name gate-sf2 --number 7 -o x
	[ ! -e x ]
	run -2 pigtrace firmware
}
