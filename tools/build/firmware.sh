#!/usr/bin/env bash
# The boards' images in build-firmware/bin: toolchain installed if it is missing, libraries fetched, all built.
# Needs the release build in build/ (its generated files). Two at once wait for each other.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
. tools/build/packages.sh
mkdir -p build-firmware
exec 9>build-firmware/lock
flock 9
packages_need $packages_firmware
[ -f build-firmware/build.ninja ] || cmake --preset firmware
cmake --build --preset firmware 9>&-
