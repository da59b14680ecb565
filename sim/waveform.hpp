// The waveform around a divergence. Lockstep itself runs without tracing; only when the machines disagree is
// the RTL built again with waveforms and the program run once more, tracing a window of clocks.
#pragma once

#include <string>

#include "sim/lockstep.hpp"

namespace rexa {

struct WaveformWindow {
  std::string path;
  std::uint64_t from_cycle = 0;
  std::uint64_t to_cycle = 0;
};

// `difference` must involve "rtl". Writes a VCD file to `path`.
// Errors: those of building the engine; "no-waveforms" when it cannot trace.
Result<WaveformWindow> write_waveform(const Machine& machine, const Program& program,
                                      const LockstepResult& result, const LockstepOptions& options,
                                      const std::string& path, const EngineOptions& engine_options = {});

}  // namespace rexa
