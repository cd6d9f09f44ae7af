# The Debian 12 packages pigtrace is built, run and tested with, and how to get the missing ones.
# Sourced by demo.sh and check.sh.

packages_run="build-essential cmake ninja-build pkg-config gettext ca-certificates
	libmosquitto-dev libsqlite3-dev libqrencode-dev libzbar-dev libjansson-dev libsodium-dev
	libcairo2-dev libpango1.0-dev libpng-dev libturbojpeg0-dev
	mosquitto mosquitto-clients sqlite3 zbar-tools fonts-wqy-microhei"
packages_test="clang libclang-rt-14-dev libcmocka-dev bats strace python3 graphviz man-db clang-format git procps"

# packages_need LIST: install what is missing, as root or through sudo, saying so.
packages_need() {
	local missing="" package root=""
	for package in $1; do
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
			missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || {
			echo "These Debian packages are missing, and there is no sudo:$missing" >&2
			return 1
		}
		root="sudo"
	fi
	echo "Installing Debian packages:$missing" >&2
	# A broker of its own would start with the package; the demo and the tests start theirs.
	$root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2 &&
		$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			$missing </dev/null >&2
}
