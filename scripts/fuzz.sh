#!/bin/sh
# Fuzzes the text compiler, the generated VM and frames with libFuzzer, address and undefined-behaviour sanitizers.
#   scripts/fuzz.sh SECONDS [CONFIG ...]     SECONDS for each target; configurations: default, wide and tiny
# FUZZ_DIR (build/fuzz) keeps binaries, corpora and crashing inputs. Exit code 1 when something was found.
set -eu
case "${1:-}" in
  -h|--help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
if [ $# -lt 1 ]; then
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
seconds=$1
shift
[ $# -gt 0 ] || set -- default wide tiny
root=$(cd "$(dirname "$0")/.." && pwd)
work=${FUZZ_DIR:-$root/build/fuzz}
clang=${FUZZ_CXX:-clang++}
command -v "$clang" > /dev/null || { echo "fuzz.sh: $clang is missing; install clang" >&2; exit 2; }

rexa=${REXA:-}
if [ -z "$rexa" ]; then
  cmake -G Ninja -DCMAKE_BUILD_TYPE=Release -S "$root" -B "$work/rexa" > /dev/null
  ninja -C "$work/rexa" rexa > /dev/null
  rexa=$work/rexa/bin/rexa
fi

flags="-std=c++20 -g -O1 -Wall -Wextra -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all"
found=0
for config in "$@"; do
  folder=$work/$config
  mkdir -p "$folder/compiler" "$folder/vm" "$folder/frames" "$folder/seeds"
  "$rexa" gen -c "$config" -t vm -o "$folder/gen" > /dev/null
  cp "$root"/tests/programs/*.rexa "$root"/tests/errors/programs/*/*.rexa "$root"/tests/fuzz/seeds/*.rexa \
    "$folder/seeds/"
  # Every word of the machine as a token for the fuzzer; the backslash escapes are the same as in C++.
  sed -n 's/^ *"\\0[0-9]*" \(".*"\)$/\1/p' "$folder/gen/rexa_tables.hpp" > "$folder/words.dict"
  for target in compiler vm frames; do
    # shellcheck disable=SC2086
    "$clang" $flags -I"$folder/gen" -I"$root" -I"$root/tests/fuzz" \
      "$root/tests/fuzz/${target}_fuzz.cpp" "$root"/vm/*.cpp -o "$folder/${target}_fuzz"
    echo "$config $target: $seconds s"
    if ! "$folder/${target}_fuzz" -max_total_time="$seconds" -timeout=20 -max_len=4096 -dict="$folder/words.dict" \
        -artifact_prefix="$folder/$target-" "$folder/$target" "$folder/seeds" 2> "$folder/$target.log"; then
      found=1
      echo "$config $target: found something, see $folder/$target.log and $folder/$target-*" >&2
      grep -E 'ERROR|violated|runtime error|SUMMARY' "$folder/$target.log" >&2 || tail -5 "$folder/$target.log" >&2
    else
      tail -1 "$folder/$target.log"
    fi
  done
done
exit $found
