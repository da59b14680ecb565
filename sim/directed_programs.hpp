// Small programs that reach, one by one, what chance reaches late: every trap of every instruction, illegal
// codes, the end of code memory, and every pair of instruction classes (sim/coverage.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine.hpp"

namespace rexa {

// For each trap that an instruction can raise, programs of which one at least raises it; and the same with stacks
// that just do.
std::vector<Program> trap_programs(const Machine& machine);

// For each pair of classes one program in which an instruction of the first class is followed by one of the
// second; the seed says which ones and with what operands.
std::vector<Program> pair_programs(const Machine& machine, std::uint64_t seed);

// Relative jumps as far as they go, taken and not.
std::vector<Program> far_jump_programs(const Machine& machine);

// Instructions that only compute, with operands that are equal or differ in one cell by one.
std::vector<Program> near_operand_programs(const Machine& machine);

}  // namespace rexa
