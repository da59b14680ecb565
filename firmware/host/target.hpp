// A microcontroller that firmware is built for: firmware/targets/NAME/target.json as data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace rexa::firmware {

struct MemoryRange {
  std::uint32_t origin = 0, bytes = 0;
  std::uint32_t end() const { return origin + bytes; }
};

struct Target {
  std::string name, doc, core, configuration, optimize, run_loop;
  std::vector<std::string> flags, small_flags;
  std::uint32_t clock_hz = 0;
  MemoryRange flash, ram;
  std::uint32_t program_bytes = 0, stack_bytes = 0, dictionary_bytes = 0;
  std::uint32_t usart1 = 0, usart1_irq = 0, baud = 0;
  int refill_low = 0, refill_high = 0;
  std::string qemu_machine;
  int icount_shift = 0;

  // Where the text for image `run` lies.
  std::uint32_t program() const { return flash.end() - program_bytes; }
};

// Names of all targets, sorted.
std::vector<std::string> target_names();

// Errors: "file-not-found", those of the schema, "bad-target" (memories that do not fit together).
Result<Target> load_target(const std::string& name);

// What an image is built with, made from the target: link.ld, the linker script, and target.hpp, its constants.
FileSet target_files(const Target& target);

}  // namespace rexa::firmware
