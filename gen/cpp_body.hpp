// Prints what one instruction does as C++ statements inside the run loop of the generated core: stack checks,
// body with its traps, stack effects, and the retirement on every path.
// It names the loop's locals (pc, top, data_stack, data_depth, ...) and the macros of vm/dispatch.hpp.
#pragma once

#include <optional>
#include <string>

#include "isa/spec.hpp"

namespace rexa {

// Items that an instruction takes from each stack, and by how many each grows at most: what is checked before anything
// else. None when they are too many for the table of vm/dispatch.hpp.
struct StackNeeds {
  int items[kStackCount] = {}, growth[kStackCount] = {};
};
std::optional<StackNeeds> stack_needs(const Instruction& instruction);

// Small code keeps loops. `op` is the enumerator and label ("kAdd"); lines come indented by `indent` spaces.
std::string print_body(const Machine& machine, const Instruction& instruction, const std::string& op,
                       int indent);

}  // namespace rexa
