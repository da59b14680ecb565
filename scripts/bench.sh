#!/bin/sh
# Speed of the four engines on the same programs: million VM instructions per second, and ratios to rtl; then
# the software VM against gforth-fast on the programs of tests/bench; then text to bytecode, and its ways to find
# words.
#   scripts/bench.sh [CONFIG]    (default: default; build first)
set -eu
config=default
for argument in "$@"; do
  case "$argument" in
    -h|--help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "bench.sh: unknown option '$argument'" >&2; exit 2 ;;
    *) config=$argument ;;
  esac
done
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
rexa=${REXA:-$root/build/release/bin/rexa}
[ -x "$rexa" ] || { echo "bench.sh: $rexa is missing; build first (scripts/test.sh does)" >&2; exit 1; }
python3 "$root/scripts/bench.py" "$rexa" "$config"
echo
python3 "$root/scripts/bench_gforth.py" "$rexa"
echo
speed=$(dirname -- "$rexa")/compile_speed
machine=$config
[ -f "$machine" ] || machine=$root/configs/$config.json
for search in perfect trie sorted; do
  echo "text to bytecode, words by $search: $("$speed" --search $search --repeat 300 "$machine" "$root"/tests/programs/*.rexa)"
done
echo "text to bytecode, one large frame: $("$speed" --repeat 100 --large 400 "$machine")"
exec python3 "$root/tests/speed/instructions.py" "$speed" "$machine" "$root"/tests/programs/*.rexa
