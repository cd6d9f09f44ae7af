#!/usr/bin/env bats
# The command line without a gateway: exit codes, help, man pages, completion, labels and scans of what needs
# no record.

setup() {
	PIGTRACE_BIN=$(cd "${PIGTRACE_BIN:-build/bin}" && pwd)
	PATH="$PIGTRACE_BIN:$PATH"
	export PIGTRACE_LANG=en
	cd "$BATS_TEST_TMPDIR" || return 1
}

commands() { pigtrace help | sed -n '/^Commands:/,/^$/p' | awk 'NR > 1 && NF { print $1 }'; }

@test "every command explains itself and refuses an option it does not know" {
	[ "$(commands | wc -l)" -ge 12 ]
	for command in $(commands); do
		run pigtrace "$command" --help
		[ "$status" = 0 ]
		[[ "$output" == "Usage: pigtrace $command"* ]]
		run pigtrace "$command" --no-such-option
		[ "$status" = 2 ]
		[[ "$output" == *"pigtrace $command"* ]]
	done
}

@test "no command, an unknown command and an unknown global option are usage errors" {
	run pigtrace
	[ "$status" = 2 ]
	run pigtrace fly
	[ "$status" = 2 ]
	[[ "$output" == *"'fly'"* ]]
	run pigtrace --fly trace x
	[ "$status" = 2 ]
	run pigtrace --version
	[ "$status" = 0 ]
}

@test "every command has a man page that man reads without a warning" {
	for command in $(commands) ""; do
		page="$PIGTRACE_BIN/../share/man/man1/pigtrace${command:+-$command}.1"
		[ -s "$page" ]
		run man --warnings -E UTF-8 -l -Tutf8 -Z "$page"
		[ "$status" = 0 ]
		[[ "$output" != *warning* ]]
	done
}

@test "so has every program that stays, with each of its settings and options" {
	for program in collectd webd station; do
		page="$PIGTRACE_BIN/../share/man/man8/pigtrace-$program.8"
		run man --warnings -E UTF-8 -l -Tutf8 -Z "$page"
		[ "$status" = 0 ]
		[[ "$output" != *warning* ]]
		MANWIDTH=100 man -l "$page" >page
		grep -A1 '^NAME' page | grep -Eq "pigtrace-$program +- +[A-Z].*[a-z]"
		terms=$(PIGTRACE_LANG=en "pigtrace-$program" --help | awk '/^ .*[^ ]  +[^ ]/ { print $1 }')
		[ "$(wc -w <<<"$terms")" -ge 20 ]
		for term in $terms; do
			grep -qE "^ {7}(-[a-z], )?${term%,}( |,|$)" page || { echo "$program: $term"; false; }
		done
	done
}

@test "the completion offers commands and their options" {
	source "$PIGTRACE_BIN/../share/bash-completion/completions/pigtrace"
	COMP_WORDS=(pigtrace tra) COMP_CWORD=1
	_pigtrace
	[ "${COMPREPLY[*]}" = trace ]
	COMP_WORDS=(pigtrace --home /tmp trace --js) COMP_CWORD=4
	_pigtrace
	[ "${COMPREPLY[*]}" = --json ]
}

@test "init makes a home once, with nothing in it that others can read" {
	run pigtrace init home
	[ "$status" = 0 ]
	run pigtrace init home
	[ "$status" = 2 ]
	[[ "$output" == *"already"* ]]
	[ -z "$(find home -type f -perm /077 -not -name '*.db*')" ]
	grep -q '^max_queued_messages 0' home/mosquitto/mosquitto.conf
	grep -q '^pattern write pigtrace/v1/%u/up' home/mosquitto/acl
	pigtrace-collectd -n -c home/collectd.conf
}

@test "a new station trusts the broker that the administrator trusts" {
	pigtrace init home >/dev/null
	touch ca.pem
	sed -i "s#^cafile = .*#cafile = $PWD/ca.pem#" home/stations/admin/station.conf
	run pigtrace --home home station add farm-01 --trade farm
	grep -q "^cafile = $PWD/ca.pem" home/stations/farm-01/station.conf
}

@test "a station that is there is not made again, and none that is there is named where another is meant" {
	pigtrace init home >/dev/null
	pigtrace --home home station add farm-01 --trade farm 2>/dev/null
	before=$(sha256sum home/stations/farm-01/*)
	run pigtrace --home home station add farm-01 --trade farm
	[ "$status" = 2 ]
	[ "$output" = "pigtrace station: the station farm-01 is there already" ]
	[ "$(sha256sum home/stations/farm-01/*)" = "$before" ]
	for asked in "send farm01" "label x -s farm01" "recall open r-1 pig:114113000012345 --reason x --class II -s farm01"; do
		run pigtrace --home home $asked
		[ "$status" = 3 ]
		[[ "$output" == *"no station 'farm01' in this home, only farm-01 (pigtrace station add makes one)"* ]]
	done
}

@test "--home and --lang may stand behind the command, too" {
	pigtrace init home >/dev/null
	run pigtrace trace pig:114113000012345 --home home
	[ "$status" = 3 ]
	run pigtrace trace --home=home --lang zh_CN pig:114113000012345
	[ "$status" = 3 ]
	[[ "$output" == *"没有"* ]]
	run pigtrace trace pig:114113000012345 --lang fr
	[ "$status" = 2 ]
	[[ "$output" == *"'fr'"* ]]
	run pigtrace trace pig:114113000012345 --home
	[ "$status" = 2 ]
	# log's words are those of the vocabulary, and a place may be called home
	run pigtrace log weigh --of 114113000012345 --kg 3 -n --home home
	[ "$status" = 2 ]
	[[ "$output" == *"--home"* ]]
}

@test "what waits is counted once" {
	pigtrace init home --port 9 >/dev/null
	run pigtrace --home home station add farm-01 --trade farm
	[ "$(grep -c waiting <<<"$output")" = 1 ]
	[[ "$output" != *"events still wait"* ]]
}

@test "a copy that has no place to go to is refused before anything is copied" {
	pigtrace init home >/dev/null
	run pigtrace --home home backup no/such/copy.db
	[ "$status" = 1 ]
	[ "$output" = "pigtrace backup: cannot make no/such/copy.db: No such file or directory" ]
	pigtrace --home home backup copy.db
}

@test "a setting that does not exist is an error with file and line" {
	pigtrace init home >/dev/null
	echo "colour = red" >>home/collectd.conf
	run pigtrace-collectd -n -c home/collectd.conf
	[ "$status" = 2 ]
	[[ "$output" == *"collectd.conf:$(wc -l <home/collectd.conf):"*"colour"* ]]
}

@test "the sample configuration has every setting of the help" {
	pigtrace-collectd --sample >sample.conf
	for key in $(pigtrace-collectd --help | awk '/^Settings/ { on = 1; next } on && NF { print $1 }'); do
		grep -q "^$key = " sample.conf
	done
}

@test "every setting of the gateway is a flag, too" {
	pigtrace init home >/dev/null
	pigtrace-collectd -n -c home/collectd.conf --port 1900 --keepalive_s=30
	run pigtrace-collectd -n -c home/collectd.conf --port 99999
	[ "$status" = 2 ]
	[[ "$output" == *"port must be a number"* ]]
	run pigtrace-collectd -n -c home/collectd.conf --cafile no-such-file.pem
	[ "$status" = 2 ]
}

@test "a place without a store is said, not made" {
	run pigtrace --home nowhere trace pig:114113000012345
	[ "$status" = 1 ]
	[[ "$output" == *"nowhere"* ]]
	[ ! -e nowhere ]
}

@test "what nobody can read is a usage error with the place" {
	run pigtrace trace pig:11411300001234x
	[ "$status" = 2 ]
	[[ "$output" == *"character 19"* ]]
	pigtrace init home >/dev/null
	run pigtrace --home home trace pig:114113000012345
	[ "$status" = 3 ]
}

@test "a case label needs no record; another program reads what was asked for" {
	run pigtrace label 106901234000016008 -o case.png
	[ "$status" = 2 ]
	sscc=106901234000016006
	for digit in 0 1 2 3 4 5 6 7 8 9; do
		pigtrace label "sscc:10690123400001600$digit" -o case.png >/dev/null 2>&1 && sscc=10690123400001600$digit
	done
	pigtrace label "sscc:$sscc" --base https://id.example.cn/p -o case.png
	run zbarimg -q --nodbus --raw case.png # and the bars of its SSCC
	[ "$output" = "https://id.example.cn/p/00/$sscc"$'\n'"00$sscc" ]
	run pigtrace scan --raw case.png
	[ "$output" = "https://id.example.cn/p/00/$sscc" ]
	run pigtrace scan case.png
	[ "$output" = "QR-Code:https://id.example.cn/p/00/$sscc" ]
	pigtrace scan --json case.png | python3 -c 'import json,sys; assert json.load(sys.stdin)["item"].startswith("sscc:")'
	pigtrace label "sscc:$sscc" --format svg -o - | grep -q '</svg>'
	run pigtrace label "sscc:$sscc" --base "https://id.example.cn/$(printf '%01000d' 0)" -o long.png
	[ "$status" = 2 ]
	[[ "$output" == *"the address is too long for a code"* ]]
}

@test "a picture without a code, and no picture at all" {
	printf 'P1' >no.png
	run pigtrace scan no.png
	[ "$status" = 1 ]
	run pigtrace scan missing.png
	[ "$status" = 3 ]
	for asked in "trace missing.png" "label missing.JPG" "check ./missing.jpeg"; do
		run pigtrace $asked
		[ "$status" = 3 ]
		[[ "$output" == *"No such file or directory"* ]]
	done
	run pigtrace trace pigpng
	[ "$status" = 2 ]
	run bash -c "head -c 100000 /dev/urandom | pigtrace scan -"
	[ "$status" = 1 ]
	[ "${#lines[@]}" = 1 ]
}
