#!/usr/bin/env bats
# The page in Debian's chromium: tests/browser/page.cjs, one test a case. Screenshots: build/artefacts/page.
load lib
load web
load browser
bats_require_minimum_version 1.5.0

# serve NAME LINK TOLD...: a store and a server of its own, its page under NAME in $pages.
serve() {
	local name=$1 link=$2
	shift 2
	PIGTRACE_HOME=$BATS_FILE_TMPDIR/$name
	# A station without its broker: what is tapped would wait.
	pigtrace init --port "$(free_port)" "$PIGTRACE_HOME" >/dev/null
	tell "$PIGTRACE_HOME/pigtrace.db" "$@"
	start_webd 'phone = 0358-1234567'
	pages+="${pages:+,}\"$name\":\"http://127.0.0.1:$WEB$link\""
}

setup_file() {
	local pages=""
	begin_file
	install_modules
	a_season 188 "$T/season"
	printf 'admin {"do":"recall_open","at":"%s","of":["%s"],"out":["recall:2026-7"],"class":"II","reason":"饲料残留超标"}\n' \
		"$(date -d '-1 hour' +%FT%T%:z)" \
		"$(grep -ho 'input:liangfeng/[0-9A-Z]*' "$T/season/farm-01.events" | tail -n 1)" >"$T/recall"
	serve edible "$LINK" season "$T/season"
	pages+=",\"unknown\":\"http://127.0.0.1:$WEB/01/$GTIN/21/NOBODY\""
	pages+=",\"forged\":\"http://127.0.0.1:$WEB$LINK?s=AAAA\""
	serve recalled "$LINK" season "$T/season" more "$T/recall"
	pages+=",\"recalled_forged\":\"http://127.0.0.1:$WEB$LINK?s=AAAA\""
	serve unsure "$LINK" season "$T/season" without transport
	a_season 200 "$T/old"
	serve expired "$LINK" season "$T/old"
	serve hostile /01/06901234000016/21/EVIL-1 hostile
	export PAGES="{$pages}"
	shots_in page
}
teardown_file() { end_file; }

browser() { node "$ROOT/tests/browser/page.cjs" "$1"; }

@test "in Chinese, in one request, with nothing from elsewhere" { browser chinese; }
@test "in English, and from one to the other" { browser english; }
@test "at 320 pixels nothing stands out on the right" { browser narrow; }
@test "in the dark" { browser dark; }
@test "without JavaScript" { browser noscript; }
@test "a recall is what one sees first" { browser first_screen; }
@test "each verdict" { browser verdicts; }
@test "axe finds nothing, in the light" { browser axe_light; }
@test "axe finds nothing, in the dark and in English" { browser axe_dark; }
@test "names that attack stay text" { browser hostile; }
@test "what somebody put in would not be loaded or run" { browser policy; }
@test "by the keyboard alone" { browser keyboard; }
@test "on paper" { browser print; }
@test "with letters twice as large" { browser zoomed; }

@test "two taps are counted, and a complaint is taken" {
	a_shop
	PAGES="{\"checked\":\"http://127.0.0.1:$WEB$LINK\"}" browser check
}

@test "every case of the browser has its test here" {
	for name in $(node "$ROOT/tests/browser/page.cjs" --list); do
		grep -q "browser $name\b" "$BATS_TEST_FILENAME"
	done
}
