// The second form of an instruction, which keeps the loops of its semantics where it can: for small code. What the
// instruction means is the form without loops, from which everything else is made; that both are the same is shown
// here, by unrolling.
#pragma once

#include <optional>

#include "isa/ir.hpp"

namespace rexa {

// With its loops, which must be in its first block, unrolled the way lowering does.
InstructionIr unroll(const InstructionIr& kept);

// Whether both do the same, step by step, whatever the order of their values.
bool is_same(const InstructionIr& a, const InstructionIr& b);

}  // namespace rexa
