#!/usr/bin/env bats
# What the page says of a label's own signature: labels as `pigtrace label` prints them, read by zbarimg.
load lib
load web
bats_require_minimum_version 1.5.0

RUN=run:06901234000016/L1

# A home with a packer and its run, a stranger with a label key of its own, and their labels' addresses in URIS.
setup_file() {
	begin_file
	LOG=$T/collectd.log STORE=$PIGTRACE_HOME/pigtrace.db
	declare -gA FEEDS=()
	rmdir "$PIGTRACE_HOME"
	: >"$T/mosquitto.log" >"$T/every.log"
	start_all
	register packer-01 --trade packer --title 吕梁包装厂 --place place:plant-01
	register packer-02 --trade packer --title 别处包装厂
	for name in packer-01 packer-02; do
		pigtrace station label-key "$name" >"$T/$name.key" 2>>"$T/register.log"
	done
	pigtrace log -s packer-01 cut --in carcass:plant-01/20261101/1 --out lot:06901234000016/L1 >/dev/null 2>>"$T/register.log"
	pigtrace log -s packer-01 pack --in lot:06901234000016/L1 --out "$RUN/1-3" --product 五花肉 --net-kg 0.5 \
		--best-before 2036-11-28 >/dev/null 2>>"$T/register.log"
	wait_for 20 sql_is "select count(*) from event where kind in ('pack', 'label_key')" 3
	mkdir "$T/labels"
	pigtrace label -s packer-01 --base https://id.pork.example "$RUN/1-3" -o "$T/labels" >/dev/null
	pigtrace label -s packer-02 "$RUN/2-2" --reprint stolen -o "$T/stranger.png" >/dev/null
	start_webd 'phone = 0358-1234567'
	export WEB WEBD PORT STORE COLLECTD LOG
}
teardown_file() { end_file; }
setup() {
	T=$BATS_FILE_TMPDIR PIGTRACE_HOME=$BATS_FILE_TMPDIR/home CHILDREN=$BATS_FILE_TMPDIR/children
	uris=()
	for label in "$T"/labels/*.png; do uris+=("$(asked "$label")"); done
	FIRST=${uris[0]} SECOND=${uris[1]}
	LINK=${FIRST%%\?*}
	QUERY=${FIRST#*\?}
}
teardown() { [ -n "${BATS_TEST_COMPLETED:-}" ] || { cat "$T/head"; tail -n 20 "$T/webd.log" "$T/register.log"; }; }

# asked PICTURE: what a phone asks our server for.
asked() { zbarimg -q --nodbus --raw "$1" | sed 's#^https://[^/]*##'; }

# label_is TARGET VERDICT SIGNATURE [BY TAKES-PART]: in the JSON twin.
label_is() {
	web "$1" -H 'Accept: application/json' | python3 -c '
import json, sys
page = json.load(sys.stdin)
label = page["label"]
print(page["verdict"], label)
wanted = sys.argv[1:]
told = [page["verdict"], label["signature"]] + ([label["by"], str(label["takes_part"])] if "by" in label else [])
sys.exit(told != wanted)' "${@:2}"
}

@test "each number of a run bears its packer's signature, and the page says whose it is" {
	[ "${#uris[@]}" = 3 ]
	for uri in "${uris[@]}"; do
		label_is "$uri" unsure valid 吕梁包装厂 True
		web "$uri" | grep -qF '<p class="ok">✓ 标签由吕梁包装厂签名。</p>'
	done
	web "$FIRST&lang=en" | grep -qF '✓ The label is signed by 吕梁包装厂.'
}

@test "a code without a signature is said to have none" {
	label_is "$LINK" unsure unsigned
	web "$LINK" | grep -q '此码不带包装厂签名'
	# The key's id alone is none.
	label_is "$LINK?k=${QUERY#*k=}" unsure unsigned
	label_is "$LINK?from=singlemessage" unsure unsigned
}

@test "another's signature, or one that was changed, is warned of before all else" {
	label_is "${SECOND%%\?*}?$QUERY" forged invalid
	web "${SECOND%%\?*}?$QUERY" >"$T/page"
	grep -q '<h1><span class="mark" aria-hidden="true">✗</span>标签签名不符</h1>' "$T/page"
	grep -q '没有任何包装厂为此编号签名' "$T/page"
	grep -q 'tel:0358-1234567' "$T/page"
	not grep -q '正品' "$T/page"
	changed=$(sed -E 's/s=(.)/s=\1_/; s/_(.)&/_\&/' <<<"$QUERY")
	label_is "$LINK?$changed" forged invalid
	# A key nobody registered.
	label_is "$LINK?${QUERY%k=*}k=AAAAAA" forged unknown_key
	# The number without its lot is another code.
	label_is "/01/06901234000016/21/${LINK##*/}?$QUERY" forged invalid
	# A product that somebody else packs.
	label_is "/01/06901234000016/10/L2/21/${LINK##*/}?$QUERY" unknown invalid
}

@test "a good signature by somebody who has no part in the record is no good sign" {
	stranger=$(asked "$T/stranger.png")
	[ "${stranger%%\?*}" = "${SECOND%%\?*}" ]
	label_is "$stranger" unsure valid 别处包装厂 False
	web "$stranger" | grep -q '<p class="alarm">标签由别处包装厂签名，但该方与此记录无关'
}

@test "what else stands in the address changes nothing, and what is asked of the page carries the signature on" {
	label_is "$LINK?from=timeline&$QUERY&isappinstalled=0" unsure valid 吕梁包装厂 True
	[ "$(status "$FIRST&linkType=gs1:pip")" = 307 ]
	label_is "$(field Location | sed 's#^https://[^/]*##')" unsure valid 吕梁包装厂 True
	web "$FIRST" >"$T/page"
	link=$(grep -o 'href="[^"]*lang=en"' "$T/page" | cut -d'"' -f2 | sed 's/&amp;/\&/g')
	web "$link" | grep -qF '✓ The label is signed by'
	link=$(grep -o 'href="[^"]*format=json"' "$T/page" | cut -d'"' -f2 | sed 's/&amp;/\&/g')
	web "$link" | grep -q '"signature":"valid"'
	action=$(grep -o 'action="[^"]*"' "$T/page" | head -n 1 | cut -d'"' -f2 | sed 's/&amp;/\&/g')
	[ "$action" = "$FIRST" ]
	[ "$(status "$action" -d do=check)" = 303 ]
	web "$(field Location)" >"$T/page"
	grep -q '标签由吕梁包装厂签名' "$T/page"
	grep -q 'role="status"' "$T/page"
}

@test "whatever stands behind s= is a false signature at worst, stays text, and is not kept" {
	long=$(printf 'A%.0s' {1..1800})
	for value in '' A AAAA "$long" %00 %0a%0dX:y %E7%8C%AA "'onload='x" %22%3E%3Cscript%3E '=' '==' '!*();:@,$' \
		"${QUERY#s=}" "$(sed 's/^s=//; s/&k=.*/==/' <<<"$QUERY")" "${QUERY#s=}&s=AAAA" "AAAA&${QUERY}"; do
		[ "$value" = "${QUERY#s=}" ] || label_is "$LINK?s=$value" forged invalid
		[ "$(status "$LINK?s=$value")" = 200 ]
		not grep -qE "<script|'onload" "$T/body"
		[ "$(status "$LINK?s=$value" -d do=nothing)" = 400 ]
	done
	[ "$(status "$LINK?s=$value" -d do=check)" = 303 ]
	[ "$(tr -d '\r' <"$T/head" | grep -c '^X:')" = 0 ]
	[ "$(status "$LINK?s=\"")" = 400 ]
	[ "$(status "$LINK?s=%0")" = 400 ]
	# False ones are without number: they would drive good pages out.
	web "$LINK?s=AAAA" >/dev/null
	before=$(web /metrics | grep '^pigtrace_webd_cached_total')
	web "$LINK?s=AAAA" >/dev/null
	[ "$(web /metrics | grep '^pigtrace_webd_cached_total')" = "$before" ]
	web "$SECOND" >/dev/null
	web "$SECOND" >/dev/null
	[ "$(web /metrics | grep '^pigtrace_webd_cached_total')" != "$before" ]
	label_is "$FIRST" unsure valid 吕梁包装厂 True
}

@test "a number that was signed but never reported is told from an invented one" {
	pigtrace label -s packer-01 pkg:06901234000016/LATE-1 -o "$T/late.png" >/dev/null
	late=$(asked "$T/late.png")
	label_is "$late" unsure valid 吕梁包装厂 False
	[ "$(status "$late")" = 200 ]
	grep -q '此标签确已签发，但该包装的经过尚未上报' "$T/body"
	label_is "${late%1\?*}2?${late#*\?}" unknown invalid
	web "${late%1\?*}2?${late#*\?}" | grep -q '没有任何包装厂为此编号签名'
}

@test "a recall comes first, and a key that was revoked is said to be" {
	printf '{"do":"recall_open","at":"%s","of":["%s"],"out":["recall:r-1"],"class":"I","reason":"残留"}\n' \
		"$(date +%FT%T%:z)" "$RUN/1-3" |
		pigtrace-station --once "$PIGTRACE_HOME/stations/admin" >/dev/null 2>>"$T/register.log"
	pigtrace station label-revoke "$(cut -d+ -f2 "$T/packer-01.key")" --reason copied 2>>"$T/register.log"
	wait_for 20 sql_is "select count(*) from event where kind in ('recall_open', 'label_key')" 4
	label_is "$FIRST" recalled revoked 吕梁包装厂 True
	label_is "$LINK?s=AAAA" recalled invalid
	web "$LINK?s=AAAA" >"$T/page"
	grep -q '已召回</h1>' "$T/page"
	grep -q '没有任何包装厂为此编号签名' "$T/page"
	web "$FIRST" | grep -q '<p class="alarm">标签由吕梁包装厂签名，但所用密钥已被吊销'
}
