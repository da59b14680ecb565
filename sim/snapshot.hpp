// The moment before a fault as a program of its own: the stacks pushed as literals, the data memory as it was,
// then the one instruction. Much smaller than what led there, when the fault is the instruction's alone.
#pragma once

#include <vector>

#include "sim/lockstep.hpp"

namespace rexa {

// Candidates, smallest first; none is sure to show the difference. `reference` is run up to the fault.
std::vector<Program> snapshots(const Machine& machine, Engine& reference, const Program& program,
                               const Difference& difference);

}  // namespace rexa
