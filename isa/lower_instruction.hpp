// From an instruction of the specification to its IR, whichever way its meaning is given: by semantics ("do"),
// or as a fused sequence of other instructions ("sequence").
#pragma once

#include <optional>

#include "isa/spec_document.hpp"

namespace rexa {

Result<InstructionIr> lower_instruction(const Spec& spec, const InstructionSpec& instruction,
                                        const Parameters& parameters, bool tasks = false);

// The form that keeps loops (isa/kept_loops.hpp), of an instruction whose other form is given: nothing when it has no
// loop that can be kept.
std::optional<InstructionIr> lower_with_loops(const Spec& spec, const InstructionSpec& instruction,
                                              const Parameters& parameters, bool tasks, const InstructionIr& unrolled);

// The stack effects of a fused instruction, as text: given ones unchanged, missing ones from what it does.
void derive_effects(const InstructionIr& ir, InstructionSpec& instruction);

}  // namespace rexa
