#!/usr/bin/env bats
# GS1's conformance rules for a resolver, each a test. Rule numbers are those of the published list of the resolver
# test suite. Not offered, because nothing here needs it: compressed URIs (4, 5, 6), other keys than 01, 00 and 414,
# redirection by company prefix (20). TLS (2) is the proxy's.
load lib
load web
bats_require_minimum_version 1.5.0

setup_file() {
	begin_file
	a_season 188 "$T/season"
	tell "$PIGTRACE_HOME/pigtrace.db" season "$T/season"
	start_webd
	SSCC=$(grep -ho 'sscc:[0-9]*' "$T/season"/packer-*.events | head -n 1 | cut -d: -f2)
	export WEB GTIN LOT SERIAL LINK SSCC
}
teardown_file() { end_file; }
setup() { T=$BATS_FILE_TMPDIR; PIGTRACE_HOME=$T/home; }
teardown() { [ -n "${BATS_TEST_COMPLETED:-}" ] || { cat "$T/head" "$T/webd.log"; }; }

links() { python3 -c 'import json,sys
for level in json.load(sys.stdin)["linkset"]: print(level["anchor"], *sorted(k.rsplit("/",1)[-1] for k in level if k != "anchor"))'; }

@test "1 GET is answered" { [ "$(status "$LINK")" = 200 ]; grep -q '<!DOCTYPE html>' "$T/body"; }

@test "1 HEAD is answered like GET, without a body" {
	[ "$(status "$LINK")" = 200 ]
	sort "$T/head" | grep -vi '^date' >"$T/get"
	[ "$(status "$LINK" --head)" = 200 ]
	sort "$T/head" | grep -vi '^date' >"$T/headed"
	same "$T/get" "$T/headed"
	[ ! -s "$T/body" ] || [ "$(wc -c <"$T/body")" = "$(wc -c <"$T/head")" ]
}

@test "1 OPTIONS says what is allowed" {
	[ "$(status "$LINK" -X OPTIONS)" = 204 ]
	[[ "$(field Allow)" = *GET*HEAD*OPTIONS* ]]
}

@test "1 other methods are refused, and said to be" {
	[ "$(status "$LINK" -X DELETE)" = 405 ]
	[[ "$(field Allow)" = *GET* ]]
	[ "$(status "$LINK" -X PUT -d x)" = 400 ] # a body where none belongs
}

@test "3 CORS: any page may read" {
	[ "$(status "$LINK" -H 'Origin: https://else.example')" = 200 ]
	[ "$(field Access-Control-Allow-Origin)" = '*' ]
	[ "$(status "$LINK?linkType=all")" = 200 ]
	[ "$(field Access-Control-Allow-Origin)" = '*' ]
	[ "$(status "$LINK" -X OPTIONS -H 'Access-Control-Request-Method: GET')" = 204 ]
	[[ "$(field Access-Control-Allow-Methods)" = *GET* ]]
}

@test "7 bad syntax is 400: check digit, length, odd parts, order, empty values, foreign characters" {
	for path in /01/06901234000017 /01/123 /01/0690123400001X "/01/$GTIN/10" "/01/$GTIN/21/A/10/B" \
		"/01/$GTIN/10//21/A" "/01/$GTIN/lot/A" "/01/$GTIN/10/%E7%8C%AA" /00/069012340000000017 /414/6901234000010 \
		"/01/$GTIN/10/$(printf 'A%.0s' {1..21})" "/01/$GTIN/10/A%2" "/01/$GTIN/10/%00"; do
		echo "$path"
		[ "$(status "$path")" = 400 ]
	done
}

@test "8 22 a slash at the end is overlooked" {
	[ "$(status "$LINK/")" = 200 ]
	[ "$(status "/01/$GTIN/")" = 200 ]
}

@test "9 an error is never 200" {
	for path in "/01/$GTIN/21/NOBODY" "/01/06901234000016" "/01/$GTIN/10/NOLOT" /00/000000000000000017 \
		/414/0000000000017 /nothing "$LINK?linkType=nonsense" \
		"/01/06901234000016?linkType=all"; do
		echo "$path"
		[ "$(status "$path")" = 404 ]
	done
}

@test "9 a number that was never issued is 404, and does not borrow its lot's links" {
	forged=${SERIAL%?}$([ "${SERIAL: -1}" = A ] && echo B || echo A)
	[ "$(status "/01/$GTIN/10/$LOT/21/$forged")" = 404 ]
	grep -q '此编号从未用于任何包装' "$T/body"
	[ "$(status "/01/$GTIN/10/$LOT/21/$forged?linkType=all")" = 404 ]
	[ "$(status "/01/$GTIN/10/$LOT/21/$forged?linkType=pip")" = 404 ]
	# A real serial under another lot is no real label.
	[ "$(status "/01/$GTIN/10/X$LOT/21/$SERIAL")" = 404 ]
	grep -q '此编号从未用于任何包装' "$T/body"
}

@test "11 linkType=all and linkset give every link of every level, as JSON" {
	for query in '?linkType=all' '?linkType=linkset'; do
		web "$LINK$query" | links >"$T/links"
		[ "$(field Content-Type)" = 'application/linkset+json' ]
		[ "$(wc -l <"$T/links")" = 3 ]
		[ "$(sed -n 1p "$T/links" | cut -d' ' -f1)" = "https://id.example.cn$LINK" ]
		[ "$(sed -n 3p "$T/links" | cut -d' ' -f1)" = "https://id.example.cn/01/$GTIN" ]
		while read -r _ types; do
			[ "$types" = "certificationInfo defaultLink pip recallStatus traceability" ]
		done <"$T/links"
	done
}

@test "11 Accept: application/linkset+json gives the same" {
	web "$LINK?linkType=all" >"$T/asked"
	web "$LINK" -H 'Accept: application/linkset+json' >"$T/accepted"
	same "$T/asked" "$T/accepted"
	[[ "$(field Link)" = *linkset-context* ]]
}

@test "12 a redirection carries the list of links" {
	[ "$(status "$LINK?linkType=gs1:pip")" = 307 ]
	for type in pip traceability recallStatus certificationInfo; do
		[[ "$(field Link)" = *"rel=\"https://ref.gs1.org/voc/$type\""* ]]
	done
}

@test "13 there is one default, and it is the product page" {
	web "$LINK?linkType=all" | python3 -c '
import json, sys
for level in json.load(sys.stdin)["linkset"]:
    assert len(level["https://ref.gs1.org/voc/defaultLink"]) == 1
    assert level["https://ref.gs1.org/voc/defaultLink"] == level["https://ref.gs1.org/voc/pip"]'
	[ "$(status "$LINK?linkType=gs1:defaultLink")" = 307 ]
}

@test "14 every link has a target, a relation and a title" {
	web "$LINK?linkType=all" | python3 -c '
import json, sys
for level in json.load(sys.stdin)["linkset"]:
    for relation, links in level.items():
        if relation == "anchor":
            continue
        assert relation.startswith("https://ref.gs1.org/voc/")
        for link in links:
            assert link["href"].startswith("https://id.example.cn/page/01/") and link["title"], link'
}

@test "15 linkType redirects by 307, in each spelling of the type" {
	for type in pip gs1:pip https://ref.gs1.org/voc/pip https://gs1.org/voc/pip; do
		[ "$(status "$LINK?linkType=$type")" = 307 ]
		[ "$(field Location)" = "https://id.example.cn/page$LINK" ]
	done
	[ "$(status "$LINK?linkType=gs1:traceability")" = 307 ]
	[ "$(field Location)" = "https://id.example.cn/page$LINK#story" ]
	[ "$(status "/page$LINK")" = 200 ]
}

@test "15 there is no EPCIS link without an EPCIS service" {
	[ "$(status "$LINK?linkType=gs1:epcis")" = 404 ]
}

@test "16 the rest of the query is passed on" {
	[ "$(status "$LINK?a=1&linkType=gs1:pip&b=x%20y")" = 307 ]
	[ "$(field Location)" = "https://id.example.cn/page$LINK?a=1&b=x%20y" ]
}

@test "17 the page follows Accept-Language and Accept" {
	web "$LINK" -H 'Accept-Language: en-GB,en;q=0.9,zh;q=0.5' | grep -q '<html lang="en">'
	[ "$(field Content-Language)" = en ]
	web "$LINK" -H 'Accept-Language: zh-CN,zh;q=0.9,en;q=0.8' | grep -q '<html lang="zh-CN">'
	web "$LINK" -H 'Accept-Language: fr' | grep -q '<html lang="zh-CN">'
	web "$LINK?lang=en" -H 'Accept-Language: zh' | grep -q '<html lang="en">'
	web "$LINK" -H 'Accept: application/json' | python3 -c 'import json,sys; assert json.load(sys.stdin)["format"] == "pigtrace-page/1"'
	[[ "$(field Vary)" = *Accept-Language* ]]
}

@test "18 the resolver describes itself" {
	web /.well-known/gs1resolver | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["resolverRoot"] == "https://id.example.cn" and d["supportedPrimaryKeys"] == ["01", "00", "414"], d'
	[ "$(field Content-Type)" = 'application/json; charset=utf-8' ]
}

@test "unknown qualifiers are passed over on the way up" {
	[ "$(status "/01/$GTIN/22/A1/10/$LOT/21/$SERIAL")" = 200 ]
	web "/01/$GTIN/10/$LOT/21/$SERIAL/235/X?linkType=all" | links | head -n 1 | grep -q "^https://id.example.cn$LINK "
	# A serial that nobody heard of leads to what is known above it.
	web "/01/$GTIN/10/$LOT/21/NOBODY?linkType=all" | links | head -n 1 | grep -q "^https://id.example.cn/01/$GTIN/10/$LOT "
	[ "$(status "/01/$GTIN/10/$LOT/21/NOBODY?linkType=pip")" = 307 ]
	[ "$(field Location)" = "https://id.example.cn/page/01/$GTIN/10/$LOT" ]
}

@test "a shorter GTIN is the same product" {
	[ "$(status "/01/${GTIN#0}/10/$LOT/21/$SERIAL")" = 200 ]
	web "/01/${GTIN#0}/10/$LOT/21/$SERIAL?linkType=all" | links | head -n 1 | grep -q "^https://id.example.cn$LINK "
}

@test "a lot, a logistic unit, and a product have pages" {
	[ "$(status "/01/$GTIN/10/$LOT")" = 200 ]
	[ "$(status "/00/$SSCC")" = 200 ]
	[ "$(status "/01/$GTIN")" = 200 ]
}

@test "an unchanged page is not sent again" {
	[ "$(status "$LINK")" = 200 ]
	tag=$(field ETag)
	[[ "$(field Cache-Control)" = *max-age=5* ]]
	[ "$(status "$LINK" -H "If-None-Match: $tag")" = 304 ]
	[ ! -s "$T/body" ]
	[ "$(status "$LINK" --compressed -H "If-None-Match: $tag")" = 304 ]
	[ "$(status "$LINK?lang=en" -H "If-None-Match: $tag")" = 200 ]
}
