#include "isa/approximation.hpp"

#include <algorithm>

#include "isa/lower_instruction.hpp"

namespace rexa {
namespace {

bool has_word(const Machine& machine, const std::string& word) {
  return machine.find(word) != nullptr ||
         std::any_of(machine.library.begin(), machine.library.end(),
                     [&](const LibraryWord& entry) { return entry.word == word; });
}

}  // namespace

Result<std::vector<ApproximatedWord>> approximated_words(const Machine& machine) {
  Result<JsonDocument> document = JsonDocument::load(home_folder() + "/isa/rexa.json");
  if (!document) return document.diagnostics();
  Spec spec;
  const Diagnostics faults = read_spec(std::make_shared<const JsonDocument>(std::move(*document)), spec);
  if (has_errors(faults)) return faults;
  std::vector<ApproximatedWord> words;
  for (const InstructionSpec& instruction : spec.instructions) {
    if (!instruction.place.has("approximates") || !has_word(machine, instruction.word)) continue;
    Result<InstructionIr> ir = lower_instruction(spec, instruction, machine.parameters, machine.has_tasks());
    if (!ir) return ir.diagnostics();
    const auto& root = instruction.place.document->root();
    const auto& of = root.at(nlohmann::ordered_json::json_pointer(instruction.place.pointer)).at("approximates");
    ApproximatedWord word;
    word.word = instruction.word;
    word.function = of.at("function").get<std::string>();
    word.argument_scale = of.at("argument_scale").get<int>();
    word.result_scale = of.at("result_scale").get<int>();
    if (of.contains("from")) word.from = of.at("from").get<std::int64_t>();
    word.ir = std::move(*ir);
    word.library = instruction.library;
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace rexa
