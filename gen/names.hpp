// Names in generated C++: enumerators from the spec's names.
#pragma once

#include <string>
#include <vector>

#include "isa/spec.hpp"

namespace rexa {

// "two_r_from" -> "kTwoRFrom". Characters that C++ does not allow are left out.
std::string enumerator(const std::string& name);
// One for each instruction of the machine, unique.
std::vector<std::string> op_enumerators(const Machine& machine);
std::string trap_enumerator(const Machine& machine, int code);
std::string trap_enumerator(const Machine& machine, const std::string& name);

}  // namespace rexa
