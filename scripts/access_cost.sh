#!/bin/sh
# What keeping frames apart costs the software VM: machine instructions through `@`, `!` ..., with and without tasks.
#   scripts/access_cost.sh [CONFIG.json]    (default: configs/default.json; build first)
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
config=$root/configs/default.json
for argument in "$@"; do
  case "$argument" in
    -h|--help) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "access_cost.sh: unknown option '$argument'" >&2; exit 2 ;;
    *) config=$argument ;;
  esac
done
rexa=${REXA:-$root/build/release/bin/rexa}
[ -x "$rexa" ] || { echo "access_cost.sh: $rexa is missing; build first (scripts/test.sh does)" >&2; exit 1; }
exec python3 "$root/scripts/access_cost.py" "$rexa" "$config"
