#!/bin/sh
# Builds everything and runs all tests. The last line is `N passed, N failed`; the exit code is 0 when all pass.
#   scripts/test.sh          what CI runs
#   scripts/test.sh --long   with the long random runs (100 million instructions for each configuration)
set -eu

long=0
for argument in "$@"; do
  case "$argument" in
    --long) long=1 ;;
    -h|--help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test.sh: unknown option '$argument' (there is only --long)" >&2; exit 2 ;;
  esac
done

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
scripts/setup.sh
cmake --preset release
cmake --build --preset release

log=build/release/test.log
labels="-LE long"
[ "$long" = 1 ] && labels=""
status=0
# The pipe must not hide the exit code of ctest.
{ ctest --test-dir build/release -j2 --output-on-failure $labels 2>&1 || echo "ctest failed"; } | tee "$log"
grep -q '^ctest failed$' "$log" && status=1

# "98% tests passed, 1 tests failed out of 60"
total=$(sed -n 's/.*tests failed out of \([0-9]*\)$/\1/p' "$log" | tail -n 1)
failed=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of .*/\1/p' "$log" | tail -n 1)
if [ -z "$total" ]; then
  echo "test.sh: no test ran" >&2
  echo "0 passed, 1 failed"
  exit 1
fi
echo "$((total - failed)) passed, $failed failed"
exit "$status"
