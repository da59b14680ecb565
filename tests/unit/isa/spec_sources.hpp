// Instructions of isa/rexa.json as sources for lowering, without the spec loader.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/semantics.hpp"

namespace rexa::test {

struct SpecSources {
  std::vector<InstructionSource> instructions;
  std::vector<Trap> traps;
  std::vector<Register> registers;
  std::vector<std::string> sets;  // of the instructions
};

inline SpecSources spec_sources() {
  const auto spec = nlohmann::json::parse(std::ifstream(REXA_SOURCE_DIR "/isa/rexa.json"));
  SpecSources sources;
  for (const auto& trap : spec["traps"]) sources.traps.push_back({trap["name"], trap["code"], ""});
  for (const auto& item : spec["instructions"]) {
    InstructionSource source;
    source.name = item["name"];
    sources.sets.push_back(item["set"]);
    source.stack_text = item.value("stack", "");
    source.return_text = item.value("return", "");
    source.loop_text = item.value("loop", "");
    source.semantics = item.value("do", "");
    for (const auto& format : spec["formats"]) {
      if (format["name"] != item["format"]) continue;
      const std::string pattern = format["pattern"], kind = format.value("imm", "");
      for (char c : pattern) source.imm_bits += c == 'i';
      if (kind == "signed") source.imm_kind = ImmKind::kSigned;
      if (kind == "unsigned") source.imm_kind = ImmKind::kUnsigned;
      if (kind == "relative") source.imm_kind = ImmKind::kRelative;
    }
    sources.instructions.push_back(std::move(source));
  }
  for (const auto& item : spec["registers"]) sources.registers.push_back({item["name"], ""});
  return sources;
}

inline Parameters parameters(int cell_bits, int data_bytes = 4096) {
  Parameters parameters;
  parameters.cell_bits = cell_bits;
  parameters.data_bytes = data_bytes;
  return parameters;
}

}  // namespace rexa::test
