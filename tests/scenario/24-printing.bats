#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# What is printed is read with zbarimg: PNG as it stands, SVG by rsvg-convert, PDF by pdftoppm, ZPL by zpl.py.

RUN=run:06901234000016/L1

zbar() { zbarimg -q --nodbus --raw -Sdisable -Sqrcode.enable "$@"; }

zpl() { python3 "$SCENARIO/zpl.py" "$@"; }

# a_packer: packer-01 with a label key, a carcass, and a packing run of 2000.
a_packer() {
	register plant-01 --trade slaughter --title 吕梁屠宰厂 --place place:plant-01
	register packer-01 --trade packer --title 吕梁包装厂 --place place:packer-01
	pigtrace station label-key packer-01 >/dev/null 2>>"$T/register.log"
	say() { pigtrace log -s "$@" >/dev/null 2>>"$T/register.log"; }
	say plant-01 slaughter --in pig:114113000012345 --out carcass:plant-01/20261121/17 --kg 82.4
	say plant-01 cut --in carcass:plant-01/20261121/17 --out lot:06901234000016/T1
	say packer-01 pack --in lot:06901234000016/T1 --out "$RUN/1-2000" --product 吕梁山猪五花肉 \
		--net-kg 0.5 --best-before 2036-11-28
	wait_for 20 sql_is "select count(*) from event where kind = 'pack'" 1
	export PIGTRACE_STATION=packer-01
}

# registered: what stands as printed, corrections applied, one range a line.
registered() {
	sqlite3 -readonly "$STORE" "select s.name || '/' || e.epoch || '/' || e.seq || char(9) || e.body from event e
		join station s on s.no = e.station where e.kind in ('print', 'correct')" | python3 -c '
import json, sys
lines = [line.rstrip("\n").split("\t") for line in sys.stdin]
events = {name: json.loads(body) for name, body in lines}
wrong = {e["event"] for e in events.values() if e["do"] == "correct"}
for name, e in events.items():
    if e["do"] == "print" and name not in wrong:
        of = e["of"] if isinstance(e["of"], list) else [e["of"]]
        for item in of:
            print(item, e.get("reason", "-"), e.get("count", 1))'
}

# registered_is LINE...: in any order.
registered_is() {
	registered | sort >"$T/registered"
	printf '%s\n' "$@" | sort >"$T/wanted"
	same "$T/registered" "$T/wanted"
}

all_sent() { wait_for 20 pigtrace send packer-01 >/dev/null 2>&1; }

# a_printer NAME [BYTES]: running; its address in $PRINTER.
a_printer() {
	rm -f "$T/$1.port"
	start python3 "$SCENARIO/printer.py" "$T/$1.port" "$T/$1.got" "${@:2}"
	wait_for 20 test -s "$T/$1.port"
	PRINTER=127.0.0.1:$(cat "$T/$1.port")
}

@test "every format is read back by another program as the very URI, at every density" {
	start_all
	a_packer
	uri() { pigtrace label "$RUN/$1-$1" -o - -f svg --reprint test 2>/dev/null | sed -n 's#.*<title>\(.*\)</title>.*#\1#p' | sed 's/&amp;/\&/g'; }
	number=0
	while read -r dpi size; do
		number=$((number + 1))
		want=$(uri $number)
		[[ "$want" = https://id.gs1.org/01/06901234000016/10/L1/21/*\?s=*\&k=* ]]
		for format in png svg pdf zpl; do
			pigtrace label "$RUN/$number-$number" --dpi "$dpi" $size --reprint test \
				-o "$T/a.$format" >/dev/null 2>>"$T/label.log"
		done
		rsvg-convert -b white -d "$dpi" -p "$dpi" "$T/a.svg" -o "$T/svg.png"
		pdftoppm -q -r "$dpi" -png -singlefile "$T/a.pdf" "$T/pdf"
		rm -rf "$T/zpl" && mkdir "$T/zpl" && zpl "$T/a.zpl" "$T/zpl" >"$T/sizes"
		for picture in "$T/a.png" "$T/svg.png" "$T/pdf.png" "$T/zpl/1.png"; do
			[ "$(zbar "$picture")" = "$want" ]
		done
	done <<-'SHAPES'
		203
		203 --size 60x40
		300 --size 40x30
		300
		600 --size 40x60mm
	SHAPES
	# The size is the one asked for.
	[ "$(cut -d' ' -f1,2 "$T/sizes")" = "944 1417" ]
	pdfinfo "$T/a.pdf" | grep -E 'Page size: +113\.[0-9]+ x 170\.'
	# A carcass tag and a case label.
	pigtrace label carcass:plant-01/20261121/17 --size 60x30 -o "$T/tag.png" >/dev/null
	[ "$(zbar "$T/tag.png")" = carcass:plant-01/20261121/17 ]
	pigtrace trace "$T/tag.png" >/dev/null
}

@test "a case bears its SSCC as GS1-128 bars, too, in every format; as small as there is room for both" {
	start_all
	a_packer
	sscc=069012340000000016
	bars() { zbarimg -q --nodbus --raw -Sdisable -Scode128.enable "$@"; }
	for dpi in 203 600; do
		for format in png svg pdf zpl; do
			pigtrace label sscc:$sscc --dpi $dpi --size 100x70 --reprint test -o "$T/case.$format" >/dev/null 2>>"$T/label.log"
		done
		rsvg-convert -b white -d $dpi -p $dpi "$T/case.svg" -o "$T/svg.png"
		pdftoppm -q -r $dpi -png -singlefile "$T/case.pdf" "$T/pdf"
		rm -rf "$T/zpl" && mkdir "$T/zpl" && zpl "$T/case.zpl" "$T/zpl" >/dev/null
		for picture in "$T/case.png" "$T/svg.png" "$T/pdf.png" "$T/zpl/1.png"; do
			[ "$(bars "$picture")" = 00$sscc ]
			[[ "$(zbar "$picture")" = https://id.gs1.org/00/$sscc\?s=* ]]
		done
	done
	# What a hand scanner makes of the bars is the case.
	run pigtrace scan --bars --json "$T/case.png"
	[[ "$output" = *'"data":"00'$sscc'","item":"sscc:'$sscc'"'* ]]
	run -1 --separate-stderr pigtrace label sscc:$sscc --size 60x40 -o "$T/small.png" --reprint test
	[[ "$stderr" = *GS1-128*--no-bars* ]]
	[ ! -e "$T/small.png" ]
	pigtrace label sscc:$sscc --size 60x40 --no-bars --reprint test -o "$T/small.png" >/dev/null
	[ -z "$(bars "$T/small.png")" ]
	[[ "$(zbar "$T/small.png")" = https://id.gs1.org/00/$sscc\?s=* ]]
	pigtrace label sscc:$sscc -f svg -o - --reprint test | grep -q '>(00) 069012340000000016</text>'
}

@test "what is there and is no file is written into, not replaced" {
	start_all
	a_packer
	for format in zpl pdf png svg; do
		mkfifo "$T/fifo.$format"
		timeout 20 cat "$T/fifo.$format" >"$T/came.$format" &
		pigtrace label "$RUN/1-1" -f $format --reprint test -o "$T/fifo.$format" >/dev/null
		wait $!
		[ -p "$T/fifo.$format" ]
		echo "what was there before, and is longer than nothing" >"$T/far.$format"
		ln -s "far.$format" "$T/link.$format"
		pigtrace label "$RUN/1-1" -f $format --reprint test -o "$T/link.$format" >/dev/null
		[ -L "$T/link.$format" ]
		pigtrace label "$RUN/1-1" -f $format --reprint test -o "$T/file.$format" >/dev/null
		same "$T/came.$format" "$T/file.$format"
		same "$T/far.$format" "$T/file.$format"
		# A link to nowhere makes it.
		ln -s "new.$format" "$T/nowhere.$format"
		pigtrace label "$RUN/1-1" -f $format --reprint test -o "$T/nowhere.$format" >/dev/null
		same "$T/new.$format" "$T/file.$format"
		[ -z "$(find "$T" -maxdepth 1 -name '*.part' -o -maxdepth 1 -name '*.new')" ]
		# What cannot be written is told, and is still there.
		ln -s "none/x.$format" "$T/astray.$format"
		run -1 --separate-stderr pigtrace label "$RUN/1-1" -f $format --reprint test -o "$T/astray.$format"
		[ -L "$T/astray.$format" ]
		[[ "$stderr" == *"cannot write $T/astray.$format"* ]]
	done
	timeout 20 head -c 10 "$T/fifo.zpl" >/dev/null &
	run -1 --separate-stderr pigtrace label "$RUN/1-400" --reprint test -o "$T/fifo.zpl"
	[[ "$stderr" == *"Broken pipe"* ]]
	[ -p "$T/fifo.zpl" ]
}

@test "a sheet holds every label once, and what does not fit is refused and not registered" {
	start_all
	a_packer
	pigtrace label "$RUN/1-50" --sheet 40x30mm -o "$T/sheet.pdf" >/dev/null
	pdfinfo "$T/sheet.pdf" | grep -E 'Pages: +2$'
	pdfinfo "$T/sheet.pdf" | grep A4
	pdftoppm -q -r 300 -gray "$T/sheet.pdf" "$T/page"
	mkdir "$T/cells"
	for page in "$T"/page-*.pgm; do python3 "$SCENARIO/cells.py" "$page" 300 40 30 "$T/cells"; done
	zbar "$T"/cells/*.pgm | sed 's#.*/21/\(........\).*#\1#' >"$T/seen" # in their order, too
	seq -f %08.0f 1 50 >"$T/want"
	same "$T/seen" "$T/want"
	pigtrace label lot:06901234000016/T1 --sheet 40x30 --count 46 -o "$T/lot.pdf" >/dev/null
	pdfinfo "$T/lot.pdf" | grep -E 'Pages: +2$'
	all_sent
	registered_is "lot:06901234000016/T1 - 46" "$RUN/1-50 - 1"
	run -1 --separate-stderr pigtrace label "$RUN/51-60" --size 20x20 -o "$T/small.pdf"
	[ ! -e "$T/small.pdf" ]
	[ ! -e "$T/small.pdf.part" ]
	run -2 pigtrace label "$RUN/51-60" --sheet 40by30 -o "$T/small.pdf"
	run -1 pigtrace label "$RUN/51-51" --text "$(printf '很长%.0s' {1..40})" --size 40x30 -o "$T/long.png"
	run -2 pigtrace label "$RUN/51-51" --count 2 -o "$T/two.pdf"
	# A document that cannot be written takes its registration back.
	mkdir "$T/small"
	mount -t tmpfs -o size=64k tmpfs "$T/small" || skip "no mount here"
	run -1 pigtrace label "$RUN/51-90" --size 60x40 -o "$T/small/full.zpl"
	[ -z "$(ls "$T/small")" ]
	all_sent
	[ "$(registered | wc -l)" = 2 ]
	pigtrace label "$RUN/51-52" -o "$T/next.pdf" >/dev/null
}

@test "a printer gets the bytes of the file; one that is away registers nothing" {
	start_all
	a_packer
	a_printer good
	pigtrace label "$RUN/1-40" --size 60x40 --dpi 203 -p "$PRINTER"
	pigtrace label "$RUN/1-40" --size 60x40 --dpi 203 -o "$T/file.zpl" --reprint "for comparison" >/dev/null
	wait_for 20 cmp -s "$T/file.zpl" "$T/good.got"
	mkfifo "$T/device"
	good=$STARTED
	start cat "$T/device" >"$T/from-device"
	reader=$STARTED
	pigtrace label "$RUN/41-60" --size 60x40 -p "$T/device"
	ended "$reader"
	mkdir "$T/zpl"
	[ "$(zpl "$T/from-device" "$T/zpl" | wc -l)" = 20 ]
	all_sent
	registered_is "$RUN/1-40 - 1" "$RUN/1-40 for comparison 1" "$RUN/41-60 - 1"
	kill "$good"
	ended "$good"
	run -5 --separate-stderr pigtrace label "$RUN/61-80" --size 60x40 -p "$PRINTER"
	[ "${#stderr_lines[@]}" = 1 ]
	[[ "$stderr" = *"$PRINTER"* ]]
	run -5 pigtrace label "$RUN/61-80" -p /dev/no-such-printer
	run -5 pigtrace label "$RUN/61-80" -p printer.invalid
	run -2 pigtrace label "$RUN/61-80" -p ""
	PIGTRACE_STATION="" run -2 pigtrace label "$RUN/61-80" -p "$PRINTER"
	[ "$(registered | wc -l)" = 3 ]
	a_printer again
	pigtrace label "$RUN/61-80" --size 60x40 -p "$PRINTER"
}

@test "when a printer stops in the middle, what it got is told and registered, and no more" {
	start_all
	a_packer
	a_printer broken 150000
	run -5 --separate-stderr pigtrace label "$RUN/1-400" --size 60x40 --dpi 203 -p "$PRINTER"
	printf '%s\n' "${stderr_lines[@]}"
	part() { printf '%s\n' "${stderr_lines[@]}" | sed -n "s/^$1: \([0-9]*\) labels, .*/\1/p" | grep . || echo 0; }
	sure=$(part "handed to the printer") maybe=$(part "not sure, look at the printer") none=$(part "not printed")
	[ $((sure + maybe + none)) = 400 ]
	[ "$none" -gt 0 ]
	# What it says was handed over is what the printer could have taken, its buffer included.
	whole=$(grep -c '^\^XZ' "$T/broken.got")
	[ "$sure" -ge "$whole" ] || [ $((sure + maybe)) -ge "$whole" ]
	[ $((sure * $(head -c 40000 "$T/broken.got" | sed '/^\^XZ/q' | wc -c))) -lt 400000 ]
	all_sent
	registered_is "$RUN/1-$((sure + maybe)) - 1"
	# On with the rest, and nothing is found wrong.
	a_printer repaired
	pigtrace label "$RUN/$((sure + maybe + 1))-400" --size 60x40 --dpi 203 -p "$PRINTER"
	run -4 pigtrace label "$RUN/1-1" -p "$PRINTER"
	all_sent
	pigtrace check "$RUN/1-2000" --json | python3 -c '
import json, sys
rules = {r["id"]: r["verdict"] for r in json.load(sys.stdin)["rules"]}
assert rules["W-LAB-01"] == "pass", rules'
}

@test "a printer that says it cannot print is sent nothing, and nothing is registered" {
	start_all
	a_packer
	a_printer state --state "$T/state"
	while read -r word text; do
		echo "$word" >"$T/state"
		run -5 --separate-stderr pigtrace label "$RUN/1-40" --size 60x40 -p "$PRINTER"
		echo "$stderr"
		[[ "$stderr" = *"$PRINTER: $text"* ]]
		[ "${#stderr_lines[@]}" = 1 ]
	done <<-'STATES'
		paper paper is out
		head its head is open
		ribbon the ribbon is out
		hot it is too hot
		pause it is paused
	STATES
	[ ! -s "$T/state.got" ]
	all_sent
	[ -z "$(registered)" ]
	run -5 --separate-stderr pigtrace --lang zh label "$RUN/1-40" --size 60x40 -p "$PRINTER"
	[[ "$stderr" = *已暂停* ]]
	# Mended: the same labels, at once.
	echo >"$T/state"
	pigtrace label "$RUN/1-40" --size 60x40 -p "$PRINTER"
	[ "$(grep -c '^\^XZ' "$T/state.got")" = 40 ]
	all_sent
	registered_is "$RUN/1-40 - 1"
	# What cannot answer, or not so that it can be read, prints as before.
	for word in mute garbage; do
		echo $word >"$T/state"
		run -0 --separate-stderr pigtrace label "$RUN/41-42" --size 60x40 -p "$PRINTER" --reprint test
		[[ "$stderr" = *"does not say how it is"* ]]
	done
	[ "$(grep -c '^\^XZ' "$T/state.got")" = 44 ]
}

@test "when the paper runs out in the middle, the first label that may not be printed is named" {
	start_all
	a_packer
	a_printer roll --state "$T/state" --paper 90
	run -5 --separate-stderr pigtrace label "$RUN/1-400" --size 60x40 --dpi 203 -p "$PRINTER"
	printf '%s\n' "${stderr_lines[@]}"
	[[ "$stderr" = *"$PRINTER: paper is out"* ]]
	part() { printf '%s\n' "${stderr_lines[@]}" | sed -n "s/^$1: \([0-9]*\) labels, .*/\1/p" | grep . || echo 0; }
	sure=$(part printed) maybe=$(part "not sure, look at the printer") none=$(part "not printed")
	[ $((sure + maybe + none)) = 400 ]
	# Sure is what is on paper; sent is what it has in its memory, too.
	[ "$sure" -le 90 ]
	[ "$sure" -ge 70 ]
	[ $((sure + maybe)) = "$(grep -c '^\^XZ' "$T/roll.got")" ]
	[ $((sure + maybe)) -lt 160 ]
	grep -q "^not sure, look at the printer: $maybe labels, pkg:06901234000016/$(printf %08d $((sure + 1)))" <<<"$stderr"
	grep -q "^not printed: $none labels, pkg:06901234000016/$(printf %08d $((sure + maybe + 1)))" <<<"$stderr"
	all_sent
	registered_is "$RUN/1-$((sure + maybe)) - 1"
	# A new roll: it goes on with what it has, and then with the rest.
	echo reload >"$T/state"
	pigtrace label "$RUN/$((sure + maybe + 1))-400" --size 60x40 --dpi 203 -p "$PRINTER"
	[ "$(grep -c '^\^XZ' "$T/roll.got")" = 400 ]
	all_sent
	registered_is "$RUN/1-$((sure + maybe)) - 1" "$RUN/$((sure + maybe + 1))-400 - 1"
}

@test "killed in the middle of printing, the numbers count as printed" {
	start_all
	a_packer
	mkfifo "$T/device"
	exec {held}<>"$T/device" # a printer that takes what its buffer holds, and no more
	start pigtrace label "$RUN/1-400" --size 60x40 -p "$T/device" 2>"$T/label.log"
	printing=$STARTED
	is_registered() { all_sent && [ -n "$(registered)" ]; }
	wait_for 30 is_registered
	kill -9 "$printing"
	ended "$printing"
	exec {held}>&-
	registered_is "$RUN/1-400 - 1"
	run -4 pigtrace label "$RUN/390-395" -o "$T/again.pdf"
	pigtrace label "$RUN/390-395" -o "$T/again.pdf" --reprint "power cut" >/dev/null
	pigtrace label "$RUN/401-402" -o "$T/next.pdf" >/dev/null
}

@test "a number printed before is refused, printed with a reason, and a second printing nobody explains is found" {
	start_all
	a_packer
	pigtrace label "$RUN/1-10" -o "$T/a.pdf" >/dev/null
	run -4 --separate-stderr pigtrace label "$RUN/5-5" -o "$T/b.png"
	[ ! -e "$T/b.png" ]
	run -4 pigtrace label "$RUN/8-20" -o "$T/b.pdf"
	pigtrace label "$RUN/5-5" -o "$T/b.png" --reprint "smeared" >/dev/null
	run -2 pigtrace label "$RUN/5-5" -o "$T/b.png" --reprint ""
	all_sent
	registered_is "$RUN/1-10 - 1" "$RUN/5-5 smeared 1"
	verdict() { pigtrace check "$1" --json 2>/dev/null | python3 -c '
import json, sys
print([r["verdict"] for r in json.load(sys.stdin)["rules"] if r["id"] == "W-LAB-01"][0])'; }
	[ "$(verdict "$RUN/4-4")" = pass ]
	[ "$(verdict "$T/b.png")" = warn ]
	# On a machine without the store nobody refuses it; the record shows it.
	cp -r "$PIGTRACE_HOME/stations/packer-01" "$T/packer"
	(unset PIGTRACE_HOME && cd "$T" &&
		pigtrace label "$(zbar "$T/b.png")" -s "$T/packer" -o "$T/c.png" >/dev/null 2>&1)
	rm -r "$PIGTRACE_HOME/stations/packer-01"
	cp -r "$T/packer" "$PIGTRACE_HOME/stations/packer-01"
	all_sent
	[ "$(verdict "$T/b.png")" = fail ]
	run -4 pigtrace check "$T/b.png"
}

@test "a table of thousands is printed as ranges, in bounded memory, and its bad rows are named" {
	start_all
	a_packer
	count=$(short_or_long 600 2000)
	pigtrace label "$RUN/1-$count" --format svg -o "$T" -s "" >"$T/files"
	{
		echo '对象,文字,数量'
		sed 's#.*/\(.*\)\.svg#pkg:06901234000016/\1,,#' "$T/files"
		echo 'lot:06901234000016/T1,整箱  五花肉|第一行,3'
		echo 'pkg:06901234000016/00000001AAAAAAAAAAAA,,'
		echo 'nonsense,,'
		echo "carcass:plant-01/20261121/17,,0"
		sed -n '1s#.*/\(.*\)\.svg#pkg:06901234000016/\1,,#p' "$T/files"
	} | iconv -f UTF-8 -t GB18030 >"$T/table.csv"
	run -1 --separate-stderr bash -c 'ulimit -v 600000 && exec "$@"' - \
		pigtrace label --batch "$T/table.csv" --size 60x40 --dpi 203 -o "$T/table.zpl"
	printf '%s\n' "${stderr_lines[@]}"
	run -2 pigtrace label --batch "$T/table.csv" -o "$T/one.png"
	mkdir "$T/zpl"
	zpl "$T/table.zpl" "$T/zpl" >"$T/sizes"
	[ "$(wc -l <"$T/sizes")" = $((count + 1)) ]
	[ "$(cut -d' ' -f3 "$T/sizes" | tail -n 1)" = 3 ]
	[[ "$(zbar "$T/zpl/$count.png")" = */21/$(printf %08d "$count")* ]]
	for line in $((count + 3)) $((count + 4)) $((count + 5)) $((count + 6)); do
		printf '%s\n' "${stderr_lines[@]}" | grep -q "table.csv:$line:"
	done
	all_sent
	ranges=()
	for ((first = 1; first <= count; first += 1000)); do # registered before they are printed, so many at a time
		ranges+=("$RUN/$first-$((first + 999 < count ? first + 999 : count)) - 1")
	done
	registered_is "lot:06901234000016/T1 - 3" "${ranges[@]}"
	# A bar on a terminal, none in a file.
	python3 - "$T" <<-'PYTHON'
		import os, pty, sys
		where, seen = sys.argv[1], b""
		pid, fd = pty.fork()
		if pid == 0:
		    os.execvp("pigtrace", ["pigtrace", "label", "--batch", where + "/table.csv", "--reprint", "bar",
		        "-o", where + "/bar.zpl", "--dpi", "203"])
		while True:
		    try:
		        part = os.read(fd, 4096)
		    except OSError:
		        break
		    if not part:
		        break
		    seen += part
		os.waitpid(pid, 0)
		assert b"\r[" in seen and b"#" in seen and b"a second" in seen, seen[-500:]
	PYTHON
	not grep -q 'a second' <<<"$stderr"
}

@test "a proof grades the picture and registers nothing" {
	start_all
	a_packer
	run -0 --separate-stderr pigtrace label "$RUN/1-5" --size 60x40 --dpi 203 --proof
	for what in 'symbol contrast' modulation 'fixed pattern' 'quiet zone' 'axial' X-dimension decode 'ISO/IEC 15415'; do
		grep -q "$what" <<<"$output"
	done
	grep -qE 'ISO/IEC 15415, estimated +4 \(A\)' <<<"$output"
	[ -z "$(registered)" ]
	[ "$(grep -c pkg: <<<"$output")" = 1 ]
	grep -q ' 53 x 53 modules' <<<"$output" # of the signed label
	run -0 pigtrace --lang zh label "$RUN/1-1" --proof
}
