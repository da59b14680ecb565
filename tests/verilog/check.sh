#!/bin/sh
# The generated Verilog of a configuration under the tools that read Verilog.
# usage: check.sh REXA CONFIG lint|elaborate|synth WORK_FOLDER
set -eu
rexa=$1 config=$2 what=$3 work=$4
rm -rf "$work"
mkdir -p "$work"
"$rexa" gen --config "$config" --target verilog -o "$work/verilog"
sources=$(find "$work/verilog" -name '*.v' | sort)

case "$what" in
  lint)
    # -Wall makes every warning fatal. A waiver must name one warning and stand beside its reason in the source.
    verilator --lint-only -Wall --top-module rexa_machine $sources
    ;;
  elaborate)
    iverilog -g2005 -Wall -Wno-timescale -s rexa_machine -o "$work/machine.vvp" $sources >"$work/iverilog.log" 2>&1 ||
      { cat "$work/iverilog.log"; exit 1; }
    cat "$work/iverilog.log"
    ;;
  synth)
    yosys -q -l "$work/yosys.log" -p "read_verilog $(echo $sources); synth_ice40 -top rexa_machine; tee -o $work/stat.txt stat" \
      >/dev/null
    if grep -n 'Mapping memory' "$work/yosys.log"; then
      echo "FAULT: the memories above became flip-flops, not block RAM"
      exit 1
    fi
    count() { awk -v cell="$1" '$1 ~ cell {sum += $2} END {print sum + 0}' "$work/stat.txt"; }
    rams=$(count '^SB_RAM40')
    printf '%s: %s LUTs, %s flip-flops, %s carries, %s block RAMs, %s DSPs\n' "$config" "$(count '^SB_LUT4$')" \
      "$(count '^SB_DFF')" "$(count '^SB_CARRY$')" "$rams" "$(count '^SB_MAC16$')"
    [ "$rams" -gt 0 ] || { echo "FAULT: no block RAM was inferred"; exit 1; }
    ;;
  *)
    echo "check.sh: unknown check '$what'" >&2
    exit 2
    ;;
esac
