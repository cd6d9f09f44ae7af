# The Debian 12 packages pigtrace is built, run and tested with, and how to get the missing ones.
# Sourced by demo.sh and check.sh.

packages_run="build-essential cmake ninja-build pkg-config gettext libcmocka-dev
	libmosquitto-dev libsqlite3-dev libpq-dev libqrencode-dev libzbar-dev libjansson-dev libsodium-dev
	zlib1g-dev libcairo2-dev libpango1.0-dev libpng-dev libturbojpeg0-dev libmicrohttpd-dev
	mosquitto mosquitto-clients sqlite3 zbar-tools fonts-wqy-microhei"
packages_test="clang libclang-rt-14-dev bats strace python3 graphviz man-db
	clang-format git procps faketime librsvg2-bin poppler-utils openssl curl chromium nodejs postgresql"
# Some builds of nodejs bring npm along and refuse Debian's beside it.
command -v npm >/dev/null || packages_test="$packages_test npm"
# The images of the stations' boards, and the machine they are tried on: only tests of firmware need them.
packages_firmware="gcc-arm-none-eabi picolibc-arm-none-eabi qemu-system-arm dpkg-dev util-linux"

packages_missing() {
	local package
	for package in "$@"; do
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
			printf '%s ' "$package"
	done
}

# packages_need PACKAGE...: install what is missing, as root or through sudo, saying so.
packages_need() {
	local missing root="" policy=/usr/sbin/policy-rc.d
	missing=$(packages_missing "$@")
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		root="sudo"
		command -v sudo >/dev/null || {
			echo "Please install these Debian packages: $missing" >&2
			return 1
		}
	fi
	echo "Installing Debian packages: $missing" >&2
	# The mosquitto package would start a broker of its own; pigtrace brings its own configuration.
	if [ -e $policy ]; then
		policy=""
	else
		printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
		$root chmod 755 $policy
	fi
	$root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq -o DPkg::Lock::Timeout=300 &&
		apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends $missing" </dev/null >&2
	local result=$?
	[ -z "$policy" ] || $root rm -f $policy
	return $result
}
