#!/usr/bin/env bats
# What the page says of a record, read through its JSON twin and its bytes.
load lib
load web
bats_require_minimum_version 1.5.0

setup() {
	T=$BATS_TEST_TMPDIR
	CHILDREN=$T/children
	export PIGTRACE_HOME=$T/home
	mkdir "$PIGTRACE_HOME"
	STORE=$PIGTRACE_HOME/pigtrace.db
	: >"$CHILDREN"
}

# a_page DAYS TOLD-OPTION...: the season of so many days ago, and a server.
a_page() {
	local days=$1
	shift
	a_season "$days" "$T/season"
	tell "$STORE" season "$T/season" "$@"
	start_webd
}

# recall ITEM >LINE: for `more`.
recall() {
	printf 'admin {"do":"recall_open","at":"%s","of":["%s"],"out":["recall:r-1"],"class":"II","reason":"饲料残留"}\n' \
		"$(date -d '-1 hour' +%FT%T%:z)" "$1" >"$T/more"
}

@test "a record in order is fit to eat, with what a reader asks first" {
	a_page 188
	page_says verdict=edible
	web "$LINK" >"$T/page"
	grep -q '可食用，已售出' "$T/page"
	grep -qF "$LOT" "$T/page"
	grep -q '0.5 kg' "$T/page"
	grep -q '吕梁第1屠宰厂' "$T/page"
	grep -q '出自 2 个养殖场 11 头猪中的一头' "$T/page"
	not grep -q '正品' "$T/page"
	page_says evidence.statements=242
	page_says evidence.signed=242
	page_says origin.animals=11
	# One request, small, and nothing of it from elsewhere.
	[ "$(status "$LINK" --compressed -w '%{size_download}')" -le 14336 ]
	size=$(curl -s -H 'Accept-Encoding: gzip' "http://127.0.0.1:$WEB$LINK" | wc -c)
	echo "$size bytes"
	[ "$size" -le 14336 ]
	not grep -qiE '<script|<img|<iframe|src=|@import|url\(' "$T/page"
	grep -oE 'href="[^"]*"' "$T/page" >"$T/links"
	not grep -vE 'href="(/01/|data:,|tel:|#)' "$T/links"
}

@test "every answer says that nothing may be loaded, guessed, framed or indexed" {
	a_page 188
	for target in "$LINK" "$LINK?format=json" "$LINK?linkType=all" "/01/$GTIN" /01/123 /nothing /; do
		echo "$target"
		status "$target" >/dev/null
		[[ "$(field Content-Security-Policy)" = "default-src 'none'; style-src 'sha256-"*"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" ]]
		[ "$(field X-Content-Type-Options)" = nosniff ]
		[[ "$(field X-Robots-Tag)" = *noindex* ]]
		[ "$(field Referrer-Policy)" = same-origin ]
	done
	# The one style sheet that may apply is the page's own.
	web "$LINK" | sed -n 's#.*<style>\(.*\)</style>.*#\1#p' | head -c -1 | openssl dgst -sha256 -binary | base64 >"$T/hash"
	[[ "$(field Content-Security-Policy)" = *"'sha256-$(cat "$T/hash")'"* ]]
}

@test "a date that has passed is said before all else" {
	a_page 200
	page_says verdict=expired
	web "$LINK" | grep -q '过期'
}

@test "a recall flips the page at once, whatever was kept of it before" {
	a_page 188
	page_says verdict=edible
	recall "$(grep -ho 'input:liangfeng/[0-9A-Z]*' "$T/season/farm-01.events" | tail -n 1)"
	# Another store in its place, as a new event makes it: same server, no pause.
	tell "$T/other.db" season "$T/season" more "$T/more"
	sqlite3 "$T/other.db" 'pragma wal_checkpoint(truncate)' >/dev/null
	stop_webd
	cp "$T/other.db" "$STORE"
	start_webd
	page_says verdict=recalled
	page_says recalls.0.reason=饲料残留
	web "$LINK" | grep -q '<h1><span class="mark" aria-hidden="true">!</span>已召回</h1><p>请勿食用'
}

@test "what no rule can decide is not vouched for" {
	a_page 188 without transport
	page_says verdict=unsure
	page_says evidence.rules.W-CER-01=unknown
	web "$LINK" >"$T/page"
	grep -q '暂时无法核验' "$T/page"
	grep -q '此环节没有记录' "$T/page"
}

@test "a step that is missing is shown as missing" {
	a_page 188 without sell
	web "$LINK?format=json" | python3 -c '
import json, sys
steps = {s["step"]: s for s in json.load(sys.stdin)["steps"]}
assert steps["sell"]["missing"] and not steps["breed"]["missing"], steps'
}

@test "what is not signed is said not to be" {
	a_page 188 plain shop-01
	web "$LINK" | grep -q '<span class="plain">未签名</span>'
	web "$LINK?format=json" | python3 -c '
import json, sys
evidence = json.load(sys.stdin)["evidence"]
assert 0 < evidence["signed"] < evidence["statements"], evidence'
}

@test "a farm and a carrier are numbers until they consent; persons, plates and positions never show" {
	a_page 188
	{
		web "$LINK"
		web "$LINK?format=json"
	} >"$T/shown"
	grep -q '交口县 1411300001' "$T/shown"
	not grep -qE '养殖场</bdi>|吕梁山猪第1养殖场|运输第1队' "$T/shown"
	# Everything of the season that is somebody's: operators, plates, positions, buyers.
	not grep -qE 'op-[0-9]+|晋J|"lat"|buyer|购货' "$T/shown"
	cat "$T/season"/truck-*.events | grep -q '"lat"'
	stop_webd
	tell "$STORE" season "$T/season" consent farm-01 consent truck-01
	start_webd
	web "$LINK" >"$T/shown"
	grep -q '交口县吕梁山猪第1养殖场' "$T/shown"
	grep -q '运输第1队' "$T/shown"
	grep -q '临县 1411240001' "$T/shown"
}

@test "names that attack the page come out as text" {
	tell "$STORE" hostile
	start_webd
	LINK=/01/06901234000016/21/EVIL-1
	web "$LINK" >"$T/page"
	web "$LINK?format=json" >"$T/json"
	python3 -m json.tool "$T/json" >/dev/null
	grep -q '&lt;script&gt;alert(1)' "$T/page"
	not grep -qiE '<script|<img|<svg/|onerror="|<b>1|<i>shop' "$T/page"
	not grep -qF "$(printf '\u202e')" "$T/page"
	not grep -qE '张三|13812345678' "$T/page" "$T/json"
	page_says verdict=recalled
}

@test "checks that no honest package has are flagged" {
	a_season 188 "$T/season"
	for i in 1 2 3 4; do
		printf 'web {"do":"check","at":"%s","of":["%s"],"by":"consumer","region":"region %s"}\n' \
			"$(date -d "-$((50 - i)) minutes" +%FT%T%:z)" "$PACKAGE" $i
	done >"$T/more"
	tell "$STORE" season "$T/season" more "$T/more"
	start_webd 'suspect_checks = 3'
	page_says checks.count=4
	page_says checks.regions=4
	page_says checks.suspicious=True
	page_says verdict=edible
	web "$LINK" >"$T/page"
	grep -q '查验次数超过' "$T/page"
	grep -q '在多个地区被查验' "$T/page"
	not grep -q 'region 1' "$T/page"
}

@test "without a store the page says that it cannot know, and comes back by itself" {
	a_season 188 "$T/season"
	tell "$T/later.db" season "$T/season"
	sqlite3 "$T/later.db" 'pragma wal_checkpoint(truncate)' >/dev/null
	start_webd 'phone = 0358-1234567'
	[ "$(status "$LINK")" = 503 ]
	grep -q '暂时无法核验' "$T/body"
	grep -q 'tel:0358-1234567' "$T/body"
	[ "$(field Retry-After)" = 10 ]
	[ "$(status "$LINK?linkType=all")" = 503 ]
	[ "$(status /readyz)" = 503 ]
	[ "$(status /healthz)" = 200 ]
	mv "$T/later.db" "$STORE"
	[ "$(status /readyz)" = 200 ]
	[ "$(status "$LINK")" = 200 ]
}

@test "the server counts what it does, for those beside it and not through the proxy" {
	a_page 188
	web "$LINK" >/dev/null
	web /01/123 >/dev/null
	web /metrics >"$T/metrics"
	grep -q '^pigtrace_webd_pages_total{verdict="edible"} 1$' "$T/metrics"
	grep -q '^pigtrace_webd_answers_total{class="4xx"} 1$' "$T/metrics"
	[ "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$PIGTRACE_HOME/webd.sock" http://x/metrics)" = 404 ]
	[ "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$PIGTRACE_HOME/webd.sock" "http://x$LINK")" = 200 ]
	[ "$(stat -c %a "$PIGTRACE_HOME/webd.sock")" = 660 ]
	stop_webd
	[ ! -e "$PIGTRACE_HOME/webd.sock" ]
}

@test "a setting on the command line goes before the file's, and what is wrong is said in one line" {
	a_season 188 "$T/season"
	tell "$STORE" season "$T/season"
	start_webd 'language = en'
	[ "$(status "$LINK" -H 'Accept-Language:')" = 200 ]
	grep -q '<html lang="en">' "$T/body"
	stop_webd
	start pigtrace-webd -c "$PIGTRACE_HOME/webd.conf" --language zh_CN --port="$WEB" 2>"$T/webd.log"
	WEBD=$STARTED
	wait_for 20 webd_is_up
	[ "$(status "$LINK" -H 'Accept-Language:')" = 200 ]
	grep -q '<html lang="zh-CN">' "$T/body"
	stop_webd
	run -2 --separate-stderr pigtrace-webd -n -c "$PIGTRACE_HOME/webd.conf" --base nonsense
	[ "${#stderr_lines[@]}" = 1 ]
	run -2 pigtrace-webd -n -c "$PIGTRACE_HOME/webd.conf" --port 0
	run -2 pigtrace-webd -n -c "$PIGTRACE_HOME/none.conf"
	run -2 pigtrace-webd --nonsense
	run -0 pigtrace-webd -n -c "$PIGTRACE_HOME/webd.conf" --base https://id.example.org
}
