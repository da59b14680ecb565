// The software VM's translated form for hosts: handlers for instructions and for groups of instructions that often
// follow each other, and the tables of vm/translated.hpp. The groups are data: gen/groups.json.
#pragma once

#include "base/files.hpp"
#include "gen/vm_cpp.hpp"

namespace rexa {

// rexa_vm_translated.hpp, which includes rexa_vm_core.hpp, and vm/translated.hpp. With `groups` false each
// instruction has a handler of its own and no more.
// Errors: those of reading and checking groups.json ("bad-group": names no instruction of the specification, or
// names instructions that cannot be one).
Result<FileSet> emit_vm_translated(const Machine& machine, const VmOptions& options, bool groups = true);

// The plug-in that runs it: the plain loop for runs with records, the translation for those without.
Result<FileSet> emit_translated_engine(const Machine& machine, bool groups = true);

}  // namespace rexa
