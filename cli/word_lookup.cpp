#include "cli/word_lookup.hpp"

#include <algorithm>

namespace rexa::cli {
namespace {

template <class T>
const T* find_named(const std::vector<T>& among, const std::string& name) {
  for (const auto& each : among) {
    const auto& aliases = each.aliases;
    if (each.word == name || std::find(aliases.begin(), aliases.end(), name) != aliases.end()) return &each;
  }
  return nullptr;
}

}  // namespace

Result<WordMeaning> look_up(const Machine& machine, const std::string& name) {
  WordMeaning meaning;
  // `do` and `loop` are first of all words of the compiler; their instructions go by name as well.
  meaning.directive = find_named(machine.directives, name);
  if (meaning.directive != nullptr) return meaning;
  meaning.instruction = machine.find(name);
  if (meaning.instruction != nullptr) return meaning;
  const int operation = machine.system_op(name);
  if (operation >= 0) meaning.instruction = &machine.operation(operation);
  if (meaning.instruction != nullptr) return meaning;
  meaning.library = find_named(machine.library, name);
  if (meaning.library != nullptr) return meaning;
  for (const auto& function : machine.host_functions) {
    if (function.name != name) continue;
    meaning.function = &function;
    return meaning;
  }
  for (const auto& data : machine.host_data) {
    if (data.name != name) continue;
    meaning.data = &data;
    return meaning;
  }
  for (const auto& absent : machine.absent) {
    if (absent.word == name) {
      meaning.absent = &absent;
      return meaning;
    }
  }
  std::vector<std::string> known;
  for (const auto& instruction : machine.instructions) {
    known.push_back(instruction.word);
    known.push_back(instruction.name);
  }
  for (const auto& word : machine.library) known.push_back(word.word);
  for (const auto& directive : machine.directives) known.push_back(directive.word);
  for (const auto& function : machine.host_functions) known.push_back(function.name);
  for (const auto& data : machine.host_data) known.push_back(data.name);
  return error("unknown-word", "machine '" + machine.name + "' has no word '" + name + "'", {},
               did_you_mean(name, known));
}

}  // namespace rexa::cli
