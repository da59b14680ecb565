// Sources of the rtl engine: the generated Verilog and the C++ that drives its Verilated model.
#pragma once

#include "base/files.hpp"
#include "hls/schedule.hpp"

namespace rexa {

// Top module: rexa_machine. Compiled by sim/plugin_build.
Result<FileSet> emit_rtl_engine(const Machine& machine, const std::vector<hls::Schedule>& schedules);

}  // namespace rexa
