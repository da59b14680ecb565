#include "sim/waveform.hpp"

#include <algorithm>

#include "base/files.hpp"

namespace rexa {
namespace {

constexpr std::uint64_t kClocksBefore = 48;
constexpr std::uint64_t kClocksAfter = 24;
constexpr std::uint64_t kStepsPast = 16;

// The clock at which the RTL was when it differed.
std::uint64_t clock_of(const LockstepResult& result) {
  const Difference& difference = *result.difference;
  if (difference.left == "rtl" && difference.left_record) return difference.left_record->cycle;
  if (difference.right == "rtl" && difference.right_record) return difference.right_record->cycle;
  return result.cycles("rtl");
}

}  // namespace

Result<WaveformWindow> write_waveform(const Machine& machine, const Program& program,
                                      const LockstepResult& result, const LockstepOptions& options,
                                      const std::string& path, const EngineOptions& engine_options) {
  EngineOptions tracing = engine_options;
  tracing.waveforms = true;
  auto engine = make_engine("rtl", machine, tracing);
  if (!engine) return engine.diagnostics();
  // The engine says nothing about a waveform that it cannot write.
  const Diagnostics created = write_file(path, "");
  if (has_errors(created)) return created;
  WaveformWindow window;
  window.path = path;
  const std::uint64_t clock = clock_of(result);
  window.from_cycle = clock - std::min(clock, kClocksBefore);
  window.to_cycle = clock + kClocksAfter;
  if (!(*engine)->trace(path, window.from_cycle, window.to_cycle)) {
    return error("no-waveforms", "the rtl engine has no waveforms");
  }
  IoWorld io(options.input, options.steps_per_ms);
  (*engine)->load(program, io);
  run_in_world(**engine, io, result.difference->index + kStepsPast, nullptr);
  return window;
}

}  // namespace rexa
