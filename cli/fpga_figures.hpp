// What a configuration's core takes of an FPGA (iCE40), and its clock: found out by scripts/synth.sh, which
// takes minutes for large cores, and kept under a hash of the Verilog that it is made of. Figures of the
// toolkit's own configurations come with it, in rtl/measured.json.
#pragma once

#include <optional>
#include <string>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"

namespace rexa::cli {

struct FpgaFigures {
  std::string configuration;
  int luts = 0, flip_flops = 0, carries = 0, block_rams = 0, dsps = 0;
  double clock_mhz = 0;  // 0: not known
  std::string clock;     // how the clock was found out, or why it was not
};

// Kept figures; nothing when there are none for this Verilog. Errors: those of generating it.
Result<std::optional<FpgaFigures>> known_figures(const Machine& machine);

// Synthesizes, places and routes, and keeps the result; `record`: also puts it into that file, as
// rtl/measured.json is written. `config`: the path of the configuration. Errors: "tool-missing",
// "synthesis-failed".
Result<FpgaFigures> measure_figures(const Machine& machine, const std::string& config,
                                    const std::string& record);

}  // namespace rexa::cli
