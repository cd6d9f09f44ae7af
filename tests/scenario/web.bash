# What the scenarios of the consumer page share: a store told without a broker, and pigtrace-webd on a free port.
# After `load lib`.

LOADER=${LOADER:-$ROOT/build/tests/casebook-load}
WEBD=${WEBD:-}

# a_season DAYS_AGO DIR: a small season that began so many days ago (its first sales are 188 days later), and its
# package for the tests, sold in a shop: PACKAGE, GTIN, LOT, SERIAL.
a_season() {
	make_season "$2" --pigs 12 --seed 7 --wrong 0 --late 0 --start "$(date -d "-$1 days" +%F)"
	PACKAGE=$(grep -ho '"sell".*pkg:[0-9]*/[0-9A-Z]*' "$2"/shop-*.events | head -n 1 | grep -o 'pkg:.*')
	GTIN=${PACKAGE#pkg:}
	SERIAL=${GTIN#*/}
	GTIN=${GTIN%/*}
	LOT=$(awk -F'\t' -v name="$PACKAGE" '$1 == name { print $3 }' "$2/packages.tsv" | sed -n 's#^/01/[0-9]*/10/\([^/]*\)/21/.*#\1#p')
	LINK=/01/$GTIN/10/$LOT/21/$SERIAL
}

# tell STORE WHAT...: what told.py WHAT writes becomes a store.
tell() {
	local store=$1
	shift
	python3 "$SCENARIO/told.py" "$@" >"$T/lines"
	rm -f "$store"*
	"$LOADER" "$store" <"$T/lines"
}

# begin_webd [KEY = VALUE...]: over the settings in webd.conf of the home. Its port in WEB.
begin_webd() {
	local setting
	WEB=$(free_port)
	{
		printf 'store = pigtrace.db\nsocket = webd.sock\nport = %s\nbase = https://id.example.cn\n' "$WEB"
		[ ! -d "$PIGTRACE_HOME/stations/web" ] || echo 'station = stations/web'
		for setting in "$@"; do echo "$setting"; done
	} >"$PIGTRACE_HOME/webd.conf"
	: >"$T/webd.log"
	start pigtrace-webd -c "$PIGTRACE_HOME/webd.conf" 2>>"$T/webd.log"
	WEBD=$STARTED
}

webd_is_up() { grep -q 'matter=ready' "$T/webd.log" || gone "$WEBD"; }

start_webd() {
	begin_webd "$@"
	wait_for 20 webd_is_up
	grep -q 'matter=ready' "$T/webd.log"
}

stop_webd() {
	kill "$WEBD"
	ended "$WEBD"
	[ "$CODE" = 0 ]
}

# web TARGET [CURL-OPTION...]: the answer's body; head and status in $T/head.
web() {
	local target=$1
	shift
	curl -s --path-as-is --max-time 30 -D "$T/head" "$@" "http://127.0.0.1:$WEB$target"
}

# status TARGET [CURL-OPTION...]
status() {
	local target=$1
	shift
	: >"$T/body"
	curl -s --path-as-is --max-time 30 -o "$T/body" -D "$T/head" -w '%{http_code}' "$@" "http://127.0.0.1:$WEB$target"
}

# field NAME: of the last answer's head.
field() { tr -d '\r' <"$T/head" | sed -n "s/^$1: //Ip"; }

# page_says PATH=VALUE: of the JSON twin of $LINK.
page_says() {
	web "$LINK?format=json" | python3 -c '
import json, sys
value = json.load(sys.stdin)
path, wanted = sys.argv[1].split("=", 1)
for key in path.split("."):
    value = value[int(key)] if isinstance(value, list) else value.get(key)
print("it is", value)
sys.exit(str(value) != wanted)' "$1"
}

# a_shop: broker, gateway, page, and one package with a record, told over MQTT.
a_shop() {
	make_home
	start_broker
	start_collectd
	register packer-01 --trade packer --title 吕梁包装厂
	LINK=/01/06901234000016/21/A1
	pigtrace log -s packer-01 cut --in carcass:plant-01/20261101/1 --out lot:06901234000016/L1 >/dev/null 2>>"$T/log.log"
	pigtrace log -s packer-01 pack --in lot:06901234000016/L1 --out pkg:06901234000016/A1 \
		--product 五花肉 >/dev/null 2>>"$T/log.log"
	start_webd "$@"
}

# ---- one server for all the tests of a file: call from setup_file and teardown_file ----

begin_file() {
	T=$BATS_FILE_TMPDIR
	export T PIGTRACE_HOME=$T/home
	CHILDREN=$T/children
	: >"$CHILDREN"
	mkdir -p "$PIGTRACE_HOME"
}

end_file() {
	local pid
	while read -r pid; do kill -9 "$pid" 2>/dev/null || true; done <"$BATS_FILE_TMPDIR/children"
	wait 2>/dev/null || true
}
