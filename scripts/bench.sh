#!/bin/sh
# Speed of the four engines on the same programs: million VM instructions per second, and ratios to rtl; then
# the software VM against gforth-fast on the programs of tests/bench.
#   scripts/bench.sh [CONFIG]    (default: default; build first)
set -eu
config=default
for argument in "$@"; do
  case "$argument" in
    -h|--help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "bench.sh: unknown option '$argument'" >&2; exit 2 ;;
    *) config=$argument ;;
  esac
done
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
rexa=${REXA:-$root/build/release/bin/rexa}
[ -x "$rexa" ] || { echo "bench.sh: $rexa is missing; build first (scripts/test.sh does)" >&2; exit 1; }
python3 "$root/scripts/bench.py" "$rexa" "$config"
echo
exec python3 "$root/scripts/bench_gforth.py" "$rexa"
