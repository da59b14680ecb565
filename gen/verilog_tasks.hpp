// What a core with tasks has besides: machine registers, system memory, the pending system operation, the slice
// counter, and the refill of the stack registers after a rebase. Text of rexa_core.v, part by part.
#pragma once

#include <string>

#include "isa/spec.hpp"

namespace rexa {

// Each ends with a line break; all are empty in a build without tasks.
std::string task_ports(const Machine& machine);
std::string task_declarations(const Machine& machine);
std::string task_defaults(const Machine& machine);   // of the combinational block
std::string task_registers(const Machine& machine);  // the clocked block
std::string task_retirement(const Machine& machine);

}  // namespace rexa
