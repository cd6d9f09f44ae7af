#!/usr/bin/env bash
# A PostgreSQL server of one's own, reached by a socket in its directory and by nothing else.
#
#   tests/postgres.sh start [SETTING=VALUE...]   makes a cluster, starts it, prints its directory
#   tests/postgres.sh again DIR                  starts it once more
#   tests/postgres.sh address DIR NAME           makes a database, prints its address
#   tests/postgres.sh kill DIR                   as a power cut would end it
#   tests/postgres.sh stop DIR                   ends it and removes the directory
#   tests/postgres.sh run COMMAND...             runs it with the address of a database in PIGTRACE_POSTGRES
#
# PostgreSQL does not run as root: then it runs as the user its package has made.
set -eu -o pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

as_server() {
	if [ "$(id -u)" = 0 ]; then
		runuser -u postgres -- "$@"
	else
		"$@"
	fi
}

launch() {
	as_server "$bin/pg_ctl" -D "$1/data" -l "$1/log" -w -t 60 start >/dev/null || { cat "$1/log" >&2; exit 1; }
}

case "${1:-}" in
start)
	shift
	dir=$(as_server mktemp -d /tmp/pigtrace-pg-XXXXXX)
	as_server chmod 755 "$dir"
	cd "$dir"
	as_server "$bin/initdb" -D "$dir/data" -U pigtrace -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
	{
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$dir'"
		for setting in "$@"; do echo "$setting"; done
	} | as_server tee -a "$dir/data/postgresql.conf" >/dev/null
	launch "$dir"
	echo "$dir"
	;;
again)
	cd "$2"
	launch "$2"
	;;
address)
	"$bin/createdb" -h "$2" -U pigtrace "$3"
	echo "postgresql:///$3?host=$2&user=pigtrace"
	;;
kill)
	cd "$2"
	as_server "$bin/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null
	;;
stop)
	cd /
	as_server "$bin/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1 || true
	as_server rm -rf "$2"
	;;
run)
	shift
	dir=$("$0" start "fsync = off")
	trap '"$0" stop "$dir"' EXIT
	PIGTRACE_POSTGRES=$("$0" address "$dir" store) "$@"
	;;
*)
	sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
