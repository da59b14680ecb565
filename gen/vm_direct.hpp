// The software VM with a handler for each instruction that works on the bytecode as it is: vm/direct.hpp.
#pragma once

#include "base/files.hpp"
#include "gen/vm_cpp.hpp"

namespace rexa {

// rexa_vm_direct.hpp, which includes rexa_vm_core.hpp, rexa_vm_direct.cpp and what they need of vm/.
// Errors: those of reading and checking groups.json ("bad-stem": names instructions that cannot be one, ends in a jump,
// or is not reached by a shorter stem).
Result<FileSet> emit_vm_direct(const Machine& machine, const VmOptions& options = {});

// The plug-in that runs it: the plain loop for runs with records, the handlers for those without.
Result<FileSet> emit_direct_engine(const Machine& machine);

}  // namespace rexa
