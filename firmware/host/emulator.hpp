// Runs image `run`, or another one that ends with such a line, under QEMU with the plug-in that counts (firmware/qemu).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "firmware/host/image.hpp"

namespace rexa::firmware {

// Retired ARM instructions, exactly; clocks as a range (firmware/qemu/cycle_model.hpp).
struct Count {
  std::uint64_t instructions = 0, cycles_low = 0, cycles_high = 0;
};

// Of all passages of a region: their sum, and the extremes of each count by itself.
struct RegionCount {
  std::uint64_t entered = 0;
  Count sum, most, least;
};

// Bytes before the program's text in flash: firmware/run/main.cpp.
inline constexpr std::uint32_t kProgramHeader = 16;

// What a program did on a microcontroller. Regions are those of firmware/common/marker.hpp.
struct McuRun {
  std::string output;                           // the program's own
  std::string status;                           // halted, trapped, limited, fault, no-program
  std::map<std::string, std::uint64_t> fields;  // of the last line: trap, pc, line, column, retired, steps ..
  std::map<std::string, std::uint64_t> sizes;   // "code": bytes that there are; `fields` has those in use
  Count total, boot, compile, run, output_part;
  std::map<int, RegionCount> regions;  // all, by their odd number
  std::vector<Count> passages;         // of RunOptions::passages_of
  std::uint64_t unknown = 0;  // instructions whose clocks the model does not know

  std::uint64_t field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? 0 : found->second;
  }
};

struct RunOptions {
  std::uint64_t most_steps = 0;  // of the VM, 0: any number
  std::string profile;           // file for how often each instruction was carried out, empty: none
  int passages_of = 0;           // a region whose passages are all kept, 0: none
  std::string handler;           // symbol of an exception handler, whose entry takes clocks; empty: none
  std::string cache_folder;      // as of BuildOptions, for the plug-in
};

// The plug-in's shared object, compiled once. Errors as of build_plugin.
Result<std::string> build_counter(const std::string& cache_folder = "");

// `text`: at most target.program_bytes - kProgramHeader bytes. Errors: "tool-missing", "emulator-failed", and
// those of build_counter.
Result<McuRun> run_on_emulator(const Target& target, const Image& image, const std::string& text,
                               const RunOptions& options = {});

}  // namespace rexa::firmware
