// The instructions that call functions of the host, one for each number of arguments and of results. As they differ in
// nothing else, small code has one body for all of them (vm_core.hpp.in); this finds out whether that body does what
// the specification says.
#pragma once

#include <optional>
#include <string>

#include "isa/spec.hpp"

namespace rexa {

struct HostCalls {
  int first = 0;           // the one without arguments and results; the others follow, by arguments, then by results
  int count = 0;
  int results = 0;         // so many numbers of results for each number of arguments
  int bytes = 0;           // of each instruction
  std::string operand;     // C++: the operand `imm`
  std::string first_port;  // C++, of `imm`: where arguments and results lie beside
};

// None when the machine lacks one of them, or when they do something else: arguments, the bottom one first, to the
// ports after the first; their number to the first port; results from the ports after it.
std::optional<HostCalls> find_host_calls(const Machine& machine);

}  // namespace rexa
