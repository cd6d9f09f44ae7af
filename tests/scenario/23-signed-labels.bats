#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

# What is signed is checked with openssl, what is printed is read with zbarimg.

zbar() { zbarimg -q --nodbus --raw "$@"; }

picture() { python3 "$SCENARIO/picture.py" "$@"; }

RUN=run:06901234000016/L1/1-3

# a_packer NAME: a packer with a label key, and its packing run.
a_packer() {
	register "$1" --trade packer --title 吕梁包装厂 --place place:plant-01
	pigtrace station label-key "$1" >"$T/$1.key" 2>>"$T/register.log"
	pigtrace log -s "$1" pack --in lot:06901234000016/L1 --out "${2:-$RUN}" --product 五花肉 \
		--net-kg 0.5 --best-before 2036-11-28 >/dev/null 2>>"$T/register.log"
	wait_for 20 sql_is "select count(*) from event e join station s on s.no = e.station
		where s.name = '$1' and e.kind = 'pack'" 1
}

# offline COMMAND...: as somebody with nothing but a key file; no socket may be opened, no home read.
offline() {
	(cd "$T/elsewhere" && unset PIGTRACE_HOME && strace -qq -f -e trace=socket,connect,openat -o "$T/calls" "$@")
	local code=$?
	! grep -E 'socket\(AF_INET|connect\(|pigtrace\.db|/stations/' "$T/calls" || return 99
	return "$code"
}

@test "a signed label is told from an invented one with nothing but a key file" {
	start_all
	mkdir "$T/elsewhere" "$T/labels"
	a_packer packer-01
	pigtrace label -s packer-01 --base https://id.pork.example "$RUN" -o "$T/labels" >/dev/null
	pigtrace station label-keys "$T/keys.txt"
	[ "$(stat -c %a "$PIGTRACE_HOME/stations/packer-01/label.key")" = 600 ]
	not grep -q PRIVATE "$T/keys.txt"
	count=0
	for label in "$T"/labels/*.png; do
		run -0 --separate-stderr offline pigtrace scan --verify "$T/keys.txt" "$label"
		[[ "$output" = pkg:06901234000016/0000000?* ]]
		[[ "$output" = *packer-01* && "$output" = *吕梁包装厂* ]]
		run -0 pigtrace trace "$label"
		count=$((count + 1))
	done
	[ "$count" = 3 ]
	# openssl, which knows nothing of us, finds the same signature good.
	uri=$(zbar "$label")
	python3 - "$uri" "$(cat "$T/packer-01.key")" "$T" <<-'PYTHON'
		import base64, sys, urllib.parse
		uri, key, where = sys.argv[1:]
		parts = urllib.parse.urlsplit(uri)
		asked = urllib.parse.parse_qs(parts.query, strict_parsing=True)
		def plain(text): return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
		signature, hint = plain(asked["s"][0]), plain(asked["k"][0])
		assert len(signature) == 64 and parts.netloc == "id.pork.example"
		name, number, public = key.split("+", 2)
		assert hint.hex() == number and name == "packer-01", key
		open(where + "/signature", "wb").write(signature)
		open(where + "/text", "w").write("pigtrace-label/v1\nhttps://id.gs1.org" + parts.path)
		der = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(public)[1:]
		open(where + "/public.der", "wb").write(der)
	PYTHON
	openssl pkeyutl -verify -pubin -keyform DER -inkey "$T/public.der" -rawin -in "$T/text" -sigfile "$T/signature"

	# Invented: the next number with this signature; this number with none; another's signature.
	last=${uri%%\?*}
	last=${last: -1}
	for other in A B C; do
		[ "$other" != "$last" ] || continue
		invented=$(sed -E "s#[0-9A-Z]\?#$other?#" <<<"$uri")
		picture qr "$T/invented.png" "$invented"
		run -4 --separate-stderr offline pigtrace scan --verify "$T/keys.txt" "$T/invented.png"
		run -4 offline pigtrace scan --verify "$T/keys.txt" --json "$invented"
		[[ "$output" = *'"verdict":"invalid"'* ]]
	done
	picture qr "$T/bare.png" "${uri%%\?*}"
	run -4 offline pigtrace scan --verify "$T/keys.txt" --json "$T/bare.png"
	[[ "$output" = *'"verdict":"unsigned"'* ]]
	picture qr "$T/foreign.png" 'https://evil.example/?s=AAAA'
	run -4 offline pigtrace scan --verify "$T/keys.txt" --json "$T/foreign.png"
	[[ "$output" = *'"verdict":"foreign"'* ]]
	run -0 offline pigtrace scan --verify "$T/keys.txt" --json "$uri" # as a hand scanner reads it
	[[ "$output" = *'"verdict":"valid"'*'"station":"packer-01"'* ]]

	# A list that was tampered with is no list; and what follows still works.
	sed 's/^active/revoked/' "$T/keys.txt" >"$T/tampered.txt"
	run -4 --separate-stderr offline pigtrace scan --verify "$T/tampered.txt" "$label"
	[ -z "$output" ]
	head -c 300 "$T/keys.txt" >"$T/short.txt"
	run -4 offline pigtrace scan --verify "$T/short.txt" "$label"
	run -3 offline pigtrace scan --verify "$T/none.txt" "$label"
	run -0 offline pigtrace scan --verify "$T/keys.txt" "$label"
}

@test "unknown, renewed and revoked keys are told apart, in whatever order the log heard of them" {
	start_all
	mkdir "$T/elsewhere"
	a_packer packer-01
	pigtrace station label-keys "$T/before.txt"
	pigtrace label -s packer-01 "${RUN%-3}-1" -o "$T/first.png" >/dev/null
	first=$(cat "$T/packer-01.key")
	# Renewed: the old labels stay good, the new key signs.
	pigtrace station label-key packer-01 >"$T/second.key" 2>/dev/null
	second=$(cat "$T/second.key")
	[ "$first" != "$second" ]
	pigtrace label -s packer-01 run:06901234000016/L1/2-2 -o "$T/second.png" >/dev/null
	pigtrace station label-keys "$T/renewed.txt"
	run -4 offline pigtrace scan --json --verify "$T/before.txt" "$T/second.png"
	[[ "$output" = *'"verdict":"unknown_key"'* ]]
	run -0 offline pigtrace scan --verify "$T/renewed.txt" "$T/first.png" "$T/second.png"
	# Revoked by its id: only that one.
	run -3 pigtrace station label-revoke 00000000
	id=$(cut -d+ -f2 <<<"$first")
	pigtrace station label-revoke "$id" --reason "key copied" 2>/dev/null
	wait_for 20 sql_is "select count(*) from event where kind = 'label_key'" 3
	pigtrace station label-keys "$T/revoked.txt"
	run -4 offline pigtrace scan --json --verify "$T/revoked.txt" "$T/first.png"
	[[ "$output" = *'"verdict":"revoked"'* ]]
	run -0 offline pigtrace scan --verify "$T/revoked.txt" "$T/second.png"
	run -4 offline pigtrace scan --verify "$T/revoked.txt" "$T/first.png" "$T/second.png"
	# Added again, it stays revoked: the list is a function of the set of events.
	cp "$T/revoked.txt" "$T/list"
	post_admin() { pigtrace log -s admin label_key --of station:packer-01 --action add --key "$1" 2>/dev/null; }
	post_admin "$first"
	pigtrace station label-keys "$T/again.txt"
	same <(sed -n '3,$p' "$T/list" | sed '/^$/,$d') <(sed -n '3,$p' "$T/again.txt" | sed '/^$/,$d')
	# A stolen station: its keys with it.
	pigtrace station revoke packer-01 --reason stolen 2>/dev/null
	pigtrace station label-keys "$T/stolen.txt"
	run -4 offline pigtrace scan --json --verify "$T/stolen.txt" "$T/second.png"
	[[ "$output" = *'"verdict":"revoked"'* ]]
}

@test "only the administrator registers label keys, and only under their station's name" {
	start_all
	a_packer packer-01
	register packer-02 --trade packer
	key=$(cat "$T/packer-01.key")
	# Past our own command line, which would not let them through.
	claim() {
		printf '{"do":"label_key","at":"2026-11-20T07:30:12+08:00","of":["station:%s"],"action":"add","key":"%s"}\n' "$2" "$key" |
			pigtrace-station --once --timeout 20 "$PIGTRACE_HOME/stations/$1" >/dev/null 2>>"$T/register.log"
	}
	claim packer-01 packer-01 || true
	wait_for 20 sql_is "select rule from quarantine" R-STA-05
	# The administrator's own line does not leave the station.
	claim admin packer-02 || true
	[ "$(sql "select count(*) from event where kind = 'label_key'")" = 1 ]
	[ "$(pigtrace station label-keys | grep -c '^active')" = 1 ]
	run -3 pigtrace station label-key nobody
	run -2 pigtrace station label-key 'No Name'
}
