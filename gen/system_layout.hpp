// Where the host side of tasks and frames finds its fields in a machine's system memory.
#pragma once

#include <string>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"
#include "vm/tables.hpp"

namespace rexa {

// Errors: "system-table", "system-register" (the spec lacks one that vm/ needs). Only for a machine with tasks.
Result<vm::SystemLayout> system_layout(const Machine& machine);

// As the initialiser of a vm::SystemLayout.
std::string print_system_layout(const vm::SystemLayout& layout);

}  // namespace rexa
