#!/usr/bin/env bash
# The libraries the images stand on, as Debian source packages: fetched when they are not there yet, held
# against their SHA-256, unpacked into DIR/lwip and DIR/libsodium. Nothing under /etc is touched.
#
#   firmware-libraries.sh DIR
set -eu -o pipefail
dir=$(mkdir -p "${1:?usage: firmware-libraries.sh DIR}" && cd "$1" && pwd)

# name, version, then each file apt fetches for it: sha256, name
packages='
lwip 2.1.3+dfsg1-2
libsodium 1.0.18-1+deb12u1
'
sums='
2c23c57b5a9385dab5a1916014c9b5f2cdd7dadeb8a35b28c1bfb603ce7095c4  libsodium_1.0.18-1+deb12u1.dsc
8d8f944db8e6d542fc2d6f01559078fb1b5dda71651c67ee5fa3571ed1342c50  lwip_2.1.3+dfsg1-2.dsc
f410474e46346b06b162defa05b1be26906aeed6cf309e3d4ebe30b4d1350733  libsodium_1.0.18-1+deb12u1.debian.tar.xz
d59323c6b712a1519a5daf710b68f5e7fde57040845ffec53850911f10a5d4f4  libsodium_1.0.18.orig.tar.gz
c5a48413d362cc757032cdd58f528f75eb64ee781ca46ca24f010b49b0e62a90  lwip_2.1.3+dfsg1-2.debian.tar.xz
0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24  lwip_2.1.3+dfsg1.orig.tar.xz
'

# An apt of our own: the machine's sources, asked for source packages, with lists of its own.
apt_source() {
	local apt=$dir/apt file
	mkdir -p "$apt/sources" "$apt/lists/partial"
	for file in /etc/apt/sources.list.d/*.sources; do
		[ ! -e "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/sources/${file##*/}"
	done
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ ! -e "$file" ] || sed -n 's/^deb /deb-src /p' "$file" >"$apt/sources/own-${file##*/}.list"
	done
	cat >"$apt/conf" <<-CONF
		Dir::Etc::SourceList "/dev/null";
		Dir::Etc::SourceParts "$apt/sources";
		Dir::State::Lists "$apt/lists";
		APT::Sandbox::User "root";
	CONF
	export APT_CONFIG=$apt/conf
	apt-get update -qq
	(cd "$dir" && apt-get source -qq --download-only "$@")
}

good() { (cd "$dir" && printf '%s' "$sums" | grep . | sha256sum --check --quiet --strict) >/dev/null 2>&1; }

[ ! -e "$dir/done" ] || ! good || exit 0
rm -rf "$dir/done" "$dir/lwip" "$dir/libsodium"
if ! good; then
	# shellcheck disable=SC2046
	apt_source $(printf '%s' "$packages" | sed -n 's/ /=/p')
	good || { echo "a library is not the one that was pinned" >&2; exit 1; }
fi
printf '%s' "$packages" | grep . | while read -r name version; do
	(cd "$dir" && dpkg-source --no-check -x "${name}_$version.dsc" "$name") >/dev/null
done
touch "$dir/done"
