// Prints what one instruction does as C++ statements inside the run loop of the generated core: stack checks,
// body with its traps, stack effects, and the retirement on every path.
// It names the loop's locals (pc, top, data_stack, data_depth, ...) and the macros of vm/dispatch.hpp.
#pragma once

#include <string>

#include "isa/spec.hpp"

namespace rexa {

// What of an instruction's stack checks can be made before all others, whatever it is: items that it takes from the
// data stack, and by how many the stack grows at most.
struct DataNeeds {
  int items = 0, growth = 0;
};
DataNeeds data_needs(const Instruction& instruction);

// `op` is the enumerator and label ("kAdd"); lines come indented by `indent` spaces.
std::string print_body(const Machine& machine, const Instruction& instruction, const std::string& op,
                       int indent);

}  // namespace rexa
