#!/usr/bin/env bash
# A season of Lüliang mountain pigs, from sow to shop, over a real broker - and one package traced back.
#
#   ./demo.sh          plays it and stays up until Ctrl-C, saying what to try
#   ./demo.sh --once   plays it and ends
#
# Installs missing Debian packages (as root or through sudo, saying so) and builds into build/. Everything
# the demo makes is in build/demo and is made anew each time; nothing keeps running.
set -eu -o pipefail
cd "$(dirname "$0")"
once=no
pigs=12
while [ $# -gt 0 ]; do
	case "$1" in
	--once) once=yes ;;
	--pigs) pigs=${2:?--pigs needs a number}; shift ;;
	*) echo "usage: ./demo.sh [--once] [--pigs N]" >&2; exit 2 ;;
	esac
	shift
done
if ! [[ $pigs =~ ^[1-9][0-9]{0,6}$ ]] || [ "$pigs" -lt 10 ] || [ "$pigs" -gt 1000000 ]; then
	echo "demo.sh: --pigs must be a number from 10 to 1000000" >&2
	exit 2
fi

. tools/build/packages.sh
packages_need $packages_run
[ -f build/build.ninja ] || cmake --preset release >/dev/null
ninja -C build | tail -n 1

export PATH="$PWD/build/bin:$PATH:/usr/sbin"
export PIGTRACE_HOME="$PWD/build/demo/home"
season=build/tests/season/season
say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

rm -rf build/demo
mkdir -p build/demo/season
running=""
stop() { [ -z "$running" ] || kill $running 2>/dev/null || true; wait 2>/dev/null || true; }
trap stop EXIT
trap 'exit 130' INT TERM

port=18830
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done

say "1. A gateway and a broker (port $port) · 网关与消息服务器"
web=$((port + 1))
while (exec 3<>"/dev/tcp/127.0.0.1/$web") 2>/dev/null; do web=$((web + 1)); done
pigtrace init --port "$port" --web-port "$web" "$PIGTRACE_HOME" >build/demo/init.log
head -n 1 build/demo/init.log
mosquitto -c "$PIGTRACE_HOME/mosquitto/mosquitto.conf" 2>build/demo/mosquitto.log &
running="$!"
pigtrace-collectd -c "$PIGTRACE_HOME/collectd.conf" 2>build/demo/collectd.log &
running="$running $!"
pigtrace-webd -c "$PIGTRACE_HOME/webd.conf" 2>build/demo/webd.log &
running="$running $!"
for program in collectd webd; do
	for _ in $(seq 100); do grep -q 'matter=ready' build/demo/$program.log && break; sleep 0.1; done
done

say "2. Stations: farms, truck, slaughterhouse, packer, shops · 登记站点"
"$season" events --pigs "$pigs" --seed 7 --wrong 0 build/demo/season 2>build/demo/season.log ||
	{ cat build/demo/season.log >&2; exit 1; }
while IFS=$'\t' read -r name trade place title; do
	pigtrace station add "$name" --trade "$trade" --title "$title" --place "$place" \
		>/dev/null 2>>build/demo/stations.log
done <build/demo/season/stations.tsv
pigtrace station list

say "3. Every station says its season, signed, over MQTT · 各站点上报整季记录"
stations=""
for events in build/demo/season/*.events; do
	name=$(basename "$events" .events)
	# A correction names an event by station, epoch and number: the epoch is the station's own.
	epoch=$(pigtrace-station --once "$PIGTRACE_HOME/stations/$name" </dev/null 2>&1 |
		sed -n 's/.*matter=start.* epoch=\([0-9]*\).*/\1/p')
	sed -i "s#\"$name/1/#\"$name/$epoch/#g" "$events"
	pigtrace-station --once --timeout 60 "$PIGTRACE_HOME/stations/$name" <"$events" \
		>"build/demo/$name.answers" 2>"build/demo/$name.log" &
	stations="$stations $!"
done
for pid in $stations; do wait "$pid"; done
# A gate on a microcontroller, emulated, where the tools for it are installed (tools/build/firmware.sh gets them).
if command -v qemu-system-arm >/dev/null && command -v arm-none-eabi-gcc >/dev/null && command -v python3 >/dev/null &&
	tools/build/firmware.sh >build/demo/firmware.log 2>&1; then
	pigtrace station add gate-01 --trade farm --title 猪场门禁 >/dev/null 2>>build/demo/stations.log
	mkdir -p build/demo/gate
	PIGTRACE_IMAGES=build-firmware/bin PYTHONDONTWRITEBYTECODE=1 \
		python3 tests/firmware/showgate.py build/demo/gate "$port" gate-01 | sed 's/^/gate-01: /'
fi
# One message nobody can understand, from a farmer's phone: it is kept, not dropped.
pigtrace station add phone-01 --plain --trade farm --title 农户手机 >/dev/null 2>>build/demo/stations.log
mosquitto_pub -p "$port" -u phone-01 -P "$(cat "$PIGTRACE_HOME/stations/phone-01/password")" -q 1 \
	-t pigtrace/v1/phone-01/up \
	-m '{"do":"weigh","at":"2026-09-03T08:00:00+08:00","of":["pig:114113000000002"],"kg":"-3"}'
for _ in $(seq 50); do pigtrace quarantine list | grep -q phone-01 && break; sleep 0.1; done
pigtrace status

say "4. A label for a package in a shop, and what another program reads on it · 打印并扫描标签"
package=$(grep -ho 'pkg:[0-9]*/[0-9A-Z]*' build/demo/season/shop-*.events | head -n 1)
# The season is over and the package past its day: a label of it needs a reason, which is recorded.
pigtrace label "$package" -o build/demo/label.png --override "demo · 演示" -s packer-01 2>/dev/null
zbarimg -q --nodbus build/demo/label.png

say "5. From that picture back to the pigs · 扫码追溯"
pigtrace trace build/demo/label.png

# The same server a phone would reach by the code; here it stands on this machine.
page=$(zbarimg -q --nodbus --raw build/demo/label.png | sed "s#^https\?://[^/]*#http://localhost:$web#")
verdict() {
	exec 3<>"/dev/tcp/127.0.0.1/$web"
	printf 'GET %s HTTP/1.0\r\n\r\n' "${page#http://localhost:$web}" >&3
	sed -n 's#.*<title>\([^<]*\)</title>.*#\1#p' <&3
	exec 3>&-
}
say "The page a consumer sees · 消费者看到的页面"
echo "$page"
verdict

say "6. What was refused, and why · 被拒收的消息"
pigtrace quarantine list

say "7. A feed lot turns out bad: where did it go? · 问题饲料去了哪里"
feed=$(grep -ho 'input:liangfeng/[0-9A-Z]*' build/demo/season/farm-01.events | tail -n 1)
pigtrace recall plan "$feed" >build/demo/recall.txt
sed -n '1,/^$/p; /^Whom to tell/,/^$/p; /^要通知/,/^$/p' build/demo/recall.txt
pigtrace recall open demo-1 "$feed" --class II --reason "residue above limit" 2>/dev/null
pigtrace trace build/demo/label.png >build/demo/recalled.txt || [ $? = 6 ]
head -n 3 build/demo/recalled.txt
echo "$page"
verdict

[ "$once" = no ] || exit 0
say "Still running. In another terminal · 可在另一终端尝试:"
cat <<TRY
  cd $PWD && export PATH="\$PWD/build/bin:\$PATH" PIGTRACE_HOME=$PIGTRACE_HOME
  xdg-open '$page'   # the page behind the code; ?lang=en for English
  xdg-open 'http://localhost:$web/record#phone-01:$(cat "$PIGTRACE_HOME/stations/phone-01/password"):op-07'   # what a farmer writes on · 农户的手机表单
  pigtrace watch                                # then, in a third terminal:
  pigtrace log -s farm-01 weigh --of pig:114113000000001 --kg 180
  pigtrace --lang zh trace build/demo/label.png
  pigtrace trace build/demo/label.png --dot | dot -Tsvg -o trace.svg
  pigtrace trace pig:114113000000002 --json
  pigtrace quarantine show 1
Ctrl-C ends it.
TRY
wait
