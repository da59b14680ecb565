// What a name on the command line means on a machine: an instruction, a library word, a word of the compiler,
// or a word that this machine leaves out.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"

namespace rexa::cli {

// Exactly one of these is set.
struct WordMeaning {
  const Instruction* instruction = nullptr;
  const LibraryWord* library = nullptr;
  const Directive* directive = nullptr;
  const AbsentWord* absent = nullptr;
  const HostFunction* function = nullptr;
  const HostData* data = nullptr;
};

// Error: "unknown-word" with a suggestion.
Result<WordMeaning> look_up(const Machine& machine, const std::string& name);

}  // namespace rexa::cli
