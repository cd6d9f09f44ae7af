#!/usr/bin/env bats
# What the READMEs tell a newcomer to type works, in this order, and in both languages.
load lib
bats_require_minimum_version 1.5.0

# follow README: its commands in a directory of their own; what did not end with 0 is in failed: a record that does not
# pass, a row with a mistake, a label nobody signed, what is recalled.
follow() {
	local web metrics
	PORT=$(free_port) web=$(free_port) metrics=$(free_port)
	python3 "$SCENARIO/readme.py" "$ROOT/$1" "$PORT" "$web" "$metrics" >"$T/script"
	mkdir "$T/work"
	cd "$T/work"
	printf 'item,count\nrun:06901234000016/L1121/40-42,1\n' >packages.csv
	printf '对象,数量\nrun:06901234000016/L1121/40-42,1\n' >包装.csv
	: >"$T/failed"
	FAILED=$T/failed start bash "$T/script" >"$T/said.log" 2>&1
	ended "$STARTED" 120
}

@test "the README's commands work as they stand there" {
	follow README.md
	cat >"$T/expected" <<-'END'
		4: pigtrace scan --verify keys.txt photo.jpg
		4: pigtrace check label.png
		6: pigtrace trace label.png
	END
	same "$T/expected" "$T/failed"
}

@test "those of the Chinese README, too" {
	follow README.zh-CN.md
	cat >"$T/expected" <<-'END'
		4: pigtrace check label.png
		1: pigtrace log -s farm-01 称重 --csv 称重.csv
		4: pigtrace scan --verify 密钥清单.txt 照片.jpg
		4: pigtrace check label.png
		6: pigtrace trace label.png
	END
	same "$T/expected" "$T/failed"
}
