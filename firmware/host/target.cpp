#include "firmware/host/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/json_document.hpp"
#include "isa/schema.hpp"
#include "isa/spec.hpp"

namespace rexa::firmware {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

std::string targets_folder() { return home_folder() + "/firmware/targets"; }

std::uint32_t address(const Json& text) {
  return static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 16));
}

MemoryRange memory(const Json& json) { return {address(json["origin"]), json["bytes"].get<std::uint32_t>()}; }

}  // namespace

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(targets_folder(), failure)) {
    if (fs::exists(entry.path() / "target.json", failure)) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<Target> load_target(const std::string& name) {
  const auto document = JsonDocument::load(targets_folder() + "/" + name + "/target.json");
  if (!document) return document.diagnostics();
  Diagnostics faults = check_schema(*document, targets_folder() + "/target.schema.json");
  if (has_errors(faults)) return faults;
  const Json& json = document->root();
  Target target;
  target.name = json["name"];
  target.doc = json["doc"];
  target.core = json["core"];
  target.configuration = json["configuration"];
  target.optimize = json["optimize"];
  target.run_loop = json["run_loop"];
  target.flags = json["flags"].get<std::vector<std::string>>();
  if (json.contains("small_flags")) target.small_flags = json["small_flags"].get<std::vector<std::string>>();
  target.clock_hz = json["clock_hz"];
  target.flash = memory(json["flash"]);
  target.ram = memory(json["ram"]);
  target.program_bytes = json["program_bytes"];
  target.stack_bytes = json["stack_bytes"];
  target.dictionary_bytes = json["dictionary_bytes"];
  target.usart1 = address(json["usart1"]["base"]);
  target.usart1_irq = json["usart1"]["irq"];
  target.baud = json["usart1"]["baud"];
  target.refill_low = json["pipeline_refill"][0];
  target.refill_high = json["pipeline_refill"][1];
  target.qemu_machine = json["qemu"]["machine"];
  target.icount_shift = json["qemu"]["icount_shift"];
  const auto bad = [&](const char* key, const std::string& what, const std::string& hint) {
    faults.push_back(error("bad-target", what, document->where(std::string("/") + key), hint));
  };
  if (target.name != name)
    bad("name", fmt::format("the target in folder '{}' calls itself '{}'", name, target.name), "");
  if (target.program_bytes >= target.flash.bytes)
    bad("program_bytes", "no flash is left for the image", "make it smaller");
  if (target.stack_bytes + target.dictionary_bytes >= target.ram.bytes) {
    bad("stack_bytes", "stack and dictionary leave no RAM", "make them smaller");
  }
  if (target.stack_bytes % 8 != 0 || target.dictionary_bytes % 4 != 0) {
    bad("stack_bytes", "the stack takes a multiple of 8 bytes, the dictionary of 4", "");
  }
  if (target.refill_low > target.refill_high) bad("pipeline_refill", "the least is larger than the most", "");
  if (has_errors(faults)) return faults;
  return target;
}

FileSet target_files(const Target& target) {
  FileSet files;
  files["link.ld"] = fmt::format(
      R"(/* Memory of {0}, from firmware/targets/{0}/target.json. The stack is at the end of RAM, below it what images
   keep; the end of flash is left to the program text of image `run`. */
MEMORY {{
  FLASH (rx)  : ORIGIN = 0x{1:08x}, LENGTH = {2}
  RAM   (rwx) : ORIGIN = 0x{3:08x}, LENGTH = {4}
}}
ENTRY(rexa_reset)
SECTIONS {{
  .text : {{
    KEEP(*(.vectors))
    *(.text .text.*)
    *(.rodata .rodata.*)
    . = ALIGN(4);
  }} > FLASH
  .data : {{
    rexa_data_begin = .;
    *(.data .data.*)
    . = ALIGN(4);
    rexa_data_end = .;
  }} > RAM AT > FLASH
  rexa_data_load = LOADADDR(.data);
  .bss (NOLOAD) : {{
    rexa_bss_begin = .;
    *(.bss .bss.* COMMON)
    . = ALIGN(8);
    rexa_bss_end = .;
  }} > RAM
  .stack (NOLOAD) : {{
    rexa_stack_bottom = .;
    . += {5};
    rexa_stack_top = .;
  }} > RAM
  .ARM.attributes 0 : {{ *(.ARM.attributes) }}
  /DISCARD/ : {{ *(.ARM.exidx* .ARM.extab* .comment .note*) }}
}}
)",
      target.name, target.flash.origin, target.flash.bytes - target.program_bytes, target.ram.origin,
      target.ram.bytes, target.stack_bytes);
  files["target.hpp"] = fmt::format(
      R"(// Constants of {0}, from firmware/targets/{0}/target.json.
#pragma once

#include <stdint.h>

namespace rexa::firmware::target {{

inline constexpr uint32_t kClockHz = {1};
inline constexpr uint32_t kUsart1 = 0x{2:08x}, kUsart1Irq = {3}, kBaud = {4};
inline constexpr uint32_t kProgram = 0x{5:08x}, kProgramBytes = {6};
inline constexpr uint32_t kDictionaryBytes = {7};
inline constexpr uint32_t kRamBytes = {8};

}}  // namespace rexa::firmware::target
)",
      target.name, target.clock_hz, target.usart1, target.usart1_irq, target.baud, target.program(),
      target.program_bytes, target.dictionary_bytes, target.ram.bytes);
  return files;
}

}  // namespace rexa::firmware
