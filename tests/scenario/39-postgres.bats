#!/usr/bin/env bats
# The store on a server: what the gateway keeps, what is answered, and what a fall of either costs, is the same.
load lib
load archive
bats_require_minimum_version 1.5.0

setup_file() {
	PIGTRACE_SERVER=$("${BATS_TEST_FILENAME%/*}/../postgres.sh" start)
	export PIGTRACE_SERVER
}

teardown_file() { "${BATS_TEST_FILENAME%/*}/../postgres.sh" stop "$PIGTRACE_SERVER"; }

# Without what is open here: the server lives on, and a pipe that it keeps open has no end.
server() {
	(
		local fd
		for fd in 3 4 "${FEEDS[@]}"; do eval "exec $fd>&-"; done
		exec "$ROOT/tests/postgres.sh" "$1" "$PIGTRACE_SERVER"
	)
}

# Whatever is asked of a home, as bytes.
answers() {
	trace_all "$T/season" || true
	pigtrace check --all --json || true
	pigtrace status --json
	pigtrace quarantine
	cut -f1 "$T/season/packages.tsv" | head -n 5 | while read -r package; do
		pigtrace recall plan "$package" --format json | sed 's/"now":"[^"]*"//'
	done
}

# another_home NAME LINE-OR-FILE: like this one, with another store.
another_home() {
	cp -r "$PIGTRACE_HOME" "$T/$1"
	if [ -e "$2" ]; then
		cp "$2" "$T/$1/pigtrace.db"
	else
		echo "$2" >"$T/$1/pigtrace.db"
	fi
}

@test "a store is the same whichever engine keeps it, there and back" {
	fill_store
	[ "$(cat "$STORE")" = "$ADDRESS" ]
	[ "$(stat -c %a "$STORE")" = 600 ]
	sound_store
	answers >"$T/server"
	[ "$(wc -c <"$T/server")" -gt 100000 ]
	pigtrace doctor >"$T/doctor" || { cat "$T/doctor"; false; }
	grep -q 'ok .*everything derived follows from the log' "$T/doctor"
	grep -q 'skipped .*the file is whole' "$T/doctor"

	# Into a file: a store as any other.
	pigtrace backup "$T/copy.db"
	another_home filed "$T/copy.db"
	PIGTRACE_HOME=$T/filed answers >"$T/file"
	same "$T/server" "$T/file"
	[ "$(sqlite3 -readonly "$T/copy.db" 'pragma integrity_check')" = ok ]

	# And into a database again, which has to be empty.
	again=$("$ROOT/tests/postgres.sh" address "$PIGTRACE_SERVER" "again-$PORT")
	PIGTRACE_HOME=$T/filed pigtrace backup "$again"
	another_home back "$again"
	PIGTRACE_HOME=$T/back answers >"$T/server.again"
	same "$T/server" "$T/server.again"
	run -2 env PIGTRACE_HOME="$T/filed" pigtrace backup "$again"
	[[ "$output" = *"there is a store in the database already"* ]]

	# The gateway goes on there, and a rebuild changes nothing.
	pigtrace rebuild
	answers >"$T/rebuilt"
	same "$T/server" "$T/rebuilt"
}

@test "what is changed behind its back is found" {
	fill_store
	while IFS='|' read -r change check; do
		psql -XqAt "$ADDRESS" -c "begin; create table kept as select * from event; $change; commit"
		pigtrace doctor >"$T/doctor" && { echo "not found: $change"; false; }
		grep -q "$check" "$T/doctor" || { cat "$T/doctor"; false; }
		psql -XqAt "$ADDRESS" -c "begin; delete from event; insert into event select * from kept; drop table kept; commit"
		pigtrace rebuild
	done <<-'EOF'
		delete from link_hot where event = 9|table link has
		update event set kind = 'feed' where kind = 'weigh'|says another time, kind or operator
		update event set body = replace(body, '"kg":"', '"kg":"1') where no = (select min(no) from event where kind = 'weigh' and note > 0)|verif
	EOF
	pigtrace doctor >/dev/null
}

@test "the server falls again and again while stations speak: all that was answered is there, once" {
	start_all
	make_season "$T/season" --pigs "$(short_or_long 30 300)" --seed 91
	register_season "$T/season"
	open_feeds "$T/season"
	for part in 1 2 3 4; do
		feed "$T/season" "$part" 4
		[ "$part" = 4 ] || { server kill; sleep_ms 700; server again; }
	done
	close_feeds
	answered_season "$T/season" >"$T/mine"
	stored_lines >"$T/rows"
	same "$T/mine" "$T/rows"
	sound_store
	no_gaps
	logged 'matter=store_failed'
	stop_collectd
	[ "$CODE" = 0 ]
	pigtrace doctor >/dev/null
}

@test "the gateway is killed again and again" {
	start_all
	make_season "$T/season" --pigs "$(short_or_long 30 300)" --seed 92
	register_season "$T/season"
	open_feeds "$T/season"
	for part in 1 2 3; do
		feed "$T/season" "$part" 3
		[ "$part" = 3 ] || { sleep_ms 150; kill_collectd; start_collectd; }
	done
	close_feeds
	answered_season "$T/season" >"$T/mine"
	stored_lines >"$T/rows"
	same "$T/mine" "$T/rows"
	sound_store
	no_gaps
}

@test "a second writer is refused with 5 wherever it runs, and takes over when the first is gone" {
	start_all
	cp -r "$PIGTRACE_HOME" "$T/elsewhere"
	PIGTRACE_HOME=$T/elsewhere run -5 pigtrace rebuild
	[[ "$output" = *"being written by another process"* ]]
	kill_collectd
	PIGTRACE_HOME=$T/elsewhere pigtrace rebuild
}

@test "an address that leads nowhere is one clear line" {
	for wrong in "postgresql:///nothing?host=$PIGTRACE_SERVER&user=pigtrace|does not exist" \
		"postgresql:///x?host=$T|connection to server" "mysql:///x|is the address of a database"; do
		run pigtrace init --store "${wrong%|*}" "$T/new$RANDOM"
		echo "$output"
		[ "$status" != 0 ]
		[[ "$output" = *"${wrong#*|}"* ]]
	done
	make_home
	echo "nothing" >"$STORE"
	run -1 pigtrace trace pig:114113000012345
	[[ "$output" = *"neither a store nor one line with the address of one"* ]]
}

@test "what is past its time leaves the server for a file, and is found there" {
	two_seasons
	all_lines >"$T/before"
	archive "$T/a.gz" >"$T/said"
	grep -q 'notes and 1 unsigned events moved' "$T/said"
	pigtrace archive --verify "$T/a.gz" | grep -q 'all signatures verify'
	pigtrace doctor --archives "$T" >"$T/doctor"
	all_lines "$T/a.gz" >"$T/after"
	same "$T/before" "$T/after"
	[ "$(zcat "$T/a.gz" | grep -c '^@note ')" -gt 5 ]
	dump_derived >"$T/derived"
	pigtrace rebuild
	dump_derived >"$T/derived.again"
	same "$T/derived" "$T/derived.again"
	run -0 --separate-stderr archive "$T/b.gz"
	[[ "$stderr" = *"nothing to move"* ]]
}
