#!/bin/sh
# Synthesizes a configuration's node (core and memories, without retirement port) for iCE40 and reports its size.
#   scripts/synth.sh [CONFIG] [--dsp] [--pnr]
# CONFIG is a name or file (default: default). --dsp uses the UP5K's multipliers. --pnr also places and routes
# (HX8K, or UP5K with --dsp) and reports the clock, where nextpnr-ice40 is installed; median of five seeds.
set -eu
config=default dsp="" pnr=0
for argument in "$@"; do
  case "$argument" in
    --dsp) dsp="-dsp" ;;
    --pnr) pnr=1 ;;
    -h|--help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "synth.sh: unknown option '$argument'" >&2; exit 2 ;;
    *) config=$argument ;;
  esac
done
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
rexa=${REXA:-$root/build/release/bin/rexa}
command -v yosys >/dev/null 2>&1 || { echo "synth.sh: yosys is not installed; run scripts/setup.sh" >&2; exit 1; }
[ -x "$rexa" ] || { echo "synth.sh: $rexa is missing; build first (scripts/test.sh does)" >&2; exit 1; }

work=${SYNTH_DIR:-$root/build/synth}/$(basename "$config" .json)$dsp
mkdir -p "$work"
"$rexa" gen --config "$config" --target verilog -o "$work/verilog" >/dev/null
sources=$(find "$work/verilog" -name '*.v' | sort | tr '\n' ' ')
yosys -q -l "$work/yosys.log" \
  -p "read_verilog $sources; synth_ice40 $dsp -top rexa_node -json $work/machine.json; tee -o $work/stat.txt stat" \
  >/dev/null

count() { awk -v cell="$1" '$1 ~ cell {sum += $2} END {print sum + 0}' "$work/stat.txt"; }
printf '%-14s %8s %12s %9s %11s %6s\n' configuration LUTs flip-flops carries 'block RAMs' DSPs
printf '%-14s %8s %12s %9s %11s %6s\n' "$(basename "$config" .json)" "$(count '^SB_LUT4$')" "$(count '^SB_DFF')" \
  "$(count '^SB_CARRY$')" "$(count '^SB_RAM40')" "$(count '^SB_MAC16$')"
echo "details: $work/stat.txt"

[ "$pnr" = 1 ] || exit 0
if ! command -v nextpnr-ice40 >/dev/null 2>&1; then
  echo "synth.sh: nextpnr-ice40 is not installed (Debian package nextpnr-ice40): no clock figure" >&2
  exit 1
fi
if [ -n "$dsp" ]; then device="--up5k --package sg48"; else device="--hx8k --package ct256"; fi
for seed in 1 2 3 4 5; do
  # No pin constraints: the figure is the core's, whatever the board.
  nextpnr-ice40 $device --json "$work/machine.json" --seed "$seed" --pcf-allow-unconstrained \
    --log "$work/pnr_$seed.log" -q >/dev/null 2>&1 || true
  sed -n 's/.*Max frequency for clock .*: \([0-9.]*\) MHz.*/\1/p' "$work/pnr_$seed.log" | tail -n 1
done | sort -n >"$work/clocks.txt"
if [ "$(wc -l <"$work/clocks.txt")" -lt 5 ]; then
  echo "synth.sh: placement failed; see $work/pnr_1.log:" >&2
  grep ERROR "$work/pnr_1.log" >&2 || true
  exit 1
fi
sed -n '3s/$/ MHz, median of five seeds/p' "$work/clocks.txt"
