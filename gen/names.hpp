// Names in generated text: enumerators from the spec's names, and where in the spec something stands.
#pragma once

#include <string>
#include <vector>

#include "isa/spec.hpp"

namespace rexa {

// "two_r_from" -> "kTwoRFrom". Characters that C++ does not allow are left out.
std::string enumerator(const std::string& name);
// One for each operation of the machine, by op number; unique.
std::vector<std::string> op_enumerators(const Machine& machine);
std::string trap_enumerator(const Machine& machine, int code);
std::string trap_enumerator(const Machine& machine, const std::string& name);
// "rexa.json:58", without the folder; empty for an instruction that comes from no file.
std::string place_in_spec(const Instruction& instruction);

}  // namespace rexa
