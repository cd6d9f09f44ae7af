#!/usr/bin/env bash
# The demo ends by itself, says what it should, can be run twice, and leaves nothing running.
set -eu
cd "$(dirname "$0")/../.."
for _ in 1 2; do
	said=$(./demo.sh --once --pigs 10 2>&1) || { echo "$said"; exit 1; }
	for word in 'QR-Code:https://' 'plant-01/2026' '114113' 'R-EVT-' 'http://localhost:' '已召回 · '; do
		case "$said" in *"$word"*) ;; *) echo "the demo does not show $word"; echo "$said"; exit 1 ;; esac
	done
done
said=$(./demo.sh --once --pigs 4 2>&1) && { echo "a demo of 4 pigs"; exit 1; }
case "$said" in *"from 10 to 1000000"*) ;; *) echo "it is not said how many pigs there may be: $said"; exit 1 ;; esac
if pgrep -f "$PWD/build/demo"; then
	echo "the demo left something running"
	exit 1
fi
