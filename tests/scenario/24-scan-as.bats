#!/usr/bin/env bats
load lib
bats_require_minimum_version 1.5.0

picture() { python3 "$SCENARIO/picture.py" "$@"; }

@test "what is scanned is sold, what is recalled is not, and the gateway has what was said" {
	export PIGTRACE_LANG=en
	start_all
	make_season "$T/season" --pigs 10 --seed 3
	register_season "$T/season"
	speak_season "$T/season"
	pigtrace station add till-07 --trade shop --title till --place place:till-07 >/dev/null
	in=$(head -n 1 "$T/season/packages.tsv" | cut -f1)
	[ -n "$in" ]
	base=https://id.example
	link() { local code=${1#pkg:}; echo "$base/01/${code%%/*}/21/${code#*/}"; }
	picture qr "$T/in.png" "$(link "$in")"

	run -0 --separate-stderr pigtrace scan --as receive -s till-07 "$T/in.png"
	[[ "$output" = "accepted $in: till-07/"*"/1" ]]
	[[ "$stderr" = *"receipted: till-07/"* ]]
	sql_is "select count(*) from event e join station s on s.no=e.station where s.name='till-07' and e.kind='receive'" 1

	pigtrace recall open 2026-009 "$in" --class I --reason "residue above limit"
	run -6 --separate-stderr pigtrace scan --as sell -s till-07 "$T/in.png"
	[[ "$output" = "RECALLED $in: recall:2026-009"* ]]
	sql_is "select count(*) from event e join station s on s.no=e.station where s.name='till-07' and e.kind='sell'" 0
	# The next code is taken, and the recall still decides the exit code.
	other=""
	while read -r name; do
		! pigtrace trace "$name" >/dev/null 2>&1 || { other=$name; break; }
	done < <(cut -f1 "$T/season/packages.tsv")
	[ -n "$other" ]
	picture qr "$T/other.png" "$(link "$other")"
	run -6 --separate-stderr pigtrace scan --as sell -s till-07 "$T/in.png" "$T/other.png"
	[[ "$output" = *"accepted $other: till-07/"* ]]
	sql_is "select count(*) from event e join station s on s.no=e.station where s.name='till-07' and e.kind='sell'" 1
}
