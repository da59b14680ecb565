#!/bin/sh
# Writes the goldens of tests/golden anew, for a person to review before they are committed. CI never does.
#   scripts/update-goldens.sh [BUILD_FOLDER]      default: build/release, which is brought up to date first
set -eu
if [ -n "${CI:-}" ]; then
  echo "update-goldens.sh: not in CI; there goldens are compared" >&2
  exit 2
fi
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
build=${1:-$root/build/release}
cmake --build "$build" --target rexa print_clocks >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$root/tests/golden/golden.py" update "$build/bin/rexa" "$build/bin/print_clocks" "$work/forms"
git -C "$root" --no-pager diff --stat -- tests/golden
