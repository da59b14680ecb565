// Which words of a build stand for a function in fixed point, so that their error can be measured.
#pragma once

#include <cstdint>
#include <optional>

#include "isa/spec.hpp"

namespace rexa {

// A word ( x -- y ) with y / result_scale = function(x / argument_scale): what the specification says under
// "approximates". Tests hold its two forms equal, so that the instruction form serves for both.
struct ApproximatedWord {
  std::string word;
  std::string function;  // "sin", "log10", "sigmoid" or "relu"
  int argument_scale = 1;
  int result_scale = 1;
  std::optional<std::int64_t> from;  // least argument that has a result
  InstructionIr ir;
  std::string library;  // the library form's body
};

// Of the machine's words, in either form, those that the installed specification gives a function for.
Result<std::vector<ApproximatedWord>> approximated_words(const Machine& machine);

}  // namespace rexa
