// The body of one handler of the translated VM: a composition of instructions, printed for vm/translated.hpp.
#pragma once

#include <string>

#include "gen/compose.hpp"

namespace rexa {

// Statements, indented by two spaces, that end by going on to another handler on every path.
std::string print_handler(const Machine& machine, const Composition& composition);

}  // namespace rexa
