#!/bin/sh
# Shows the toolkit at work: builds it, runs the program corpus on four machines that were derived from one
# spec, in lockstep, and ends with a table. Installs missing Debian packages first.
set -eu
case "${1:-}" in
  -h|--help) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 0 ;;
  "") ;;
  *) echo "demo.sh: it takes no arguments" >&2; exit 2 ;;
esac
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
scripts/setup.sh
cmake --preset release
cmake --build --preset release
exec python3 scripts/demo.py build/release/bin/rexa
