#!/bin/sh
# The generated Verilog of a configuration under the tools that read Verilog.
# usage: check.sh REXA CONFIG lint|elaborate|memories|synth WORK_FOLDER
set -eu
rexa=$1 config=$2 what=$3 work=$4
rm -rf "$work"
mkdir -p "$work"
"$rexa" gen --config "$config" --target verilog -o "$work/verilog" >/dev/null
sources=$(find "$work/verilog" -name '*.v' | sort)

case "$what" in
  lint)
    # -Wall makes every warning fatal. A waiver must name one warning and stand beside its reason in the source.
    for top in rexa_machine rexa_node; do
      verilator --lint-only -Wall --top-module "$top" $sources
    done
    ;;
  elaborate)
    for top in rexa_machine rexa_node; do
      iverilog -g2005 -Wall -Wno-timescale -s "$top" -o "$work/$top.vvp" $sources
    done
    ;;
  memories|synth)
    # `memories` stops once memories are mapped, which takes seconds; `synth` goes on to LUTs.
    [ "$what" = memories ] && until="-run begin:map_gates" || until=""
    yosys -q -l "$work/yosys.log" \
      -p "read_verilog $(echo $sources); synth_ice40 -top rexa_node $until; tee -o $work/stat.txt stat" >/dev/null
    if grep -n 'Mapping memory' "$work/yosys.log"; then
      echo "FAULT: the memories above became flip-flops, not block RAM"
      exit 1
    fi
    count() { awk -v cell="$1" '$1 ~ cell {sum += $2} END {print sum + 0}' "$work/stat.txt"; }
    rams=$(count '^SB_RAM40')
    if [ "$what" = memories ]; then
      echo "$config: $rams block RAMs"
    else
      printf '%s: %s LUTs, %s flip-flops, %s carries, %s block RAMs\n' "$config" "$(count '^SB_LUT4$')" \
        "$(count '^SB_DFF')" "$(count '^SB_CARRY$')" "$rams"
    fi
    [ "$rams" -gt 0 ] || { echo "FAULT: no block RAM was inferred"; exit 1; }
    ;;
  *)
    echo "check.sh: unknown check '$what'" >&2
    exit 2
    ;;
esac
