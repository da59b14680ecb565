// Proof that a mutant of the Verilog does what the original does, for all inputs and for ever, by yosys.
#pragma once

#include "base/files.hpp"

namespace rexa::mutation {

// By induction over clocks, registers against registers: from equal registers and inputs follow equal
// observables and, unless the instruction traps, equal registers; a core that has trapped is still. Observables
// are what the memories and ports are told and what retires, each in the clocks in which it means something.
// Memories and the multiplier are opaque (equal if their inputs are). True: proven. False: not proven, which
// says nothing about the contrary.
bool proven_equivalent(const FileSet& original, const FileSet& mutant, const std::string& work_folder);

}  // namespace rexa::mutation
