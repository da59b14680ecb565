// The software VM of a machine: a freestanding C++20 core, generated, and the hand-written part it works with.
// Pure and deterministic but for reading the toolkit's own vm/ and gen/templates/.
#pragma once

#include "base/files.hpp"
#include "isa/spec.hpp"

namespace rexa {

struct VmOptions {
  std::string core_name = "Core";  // the generated struct in namespace rexa::vm; give each machine of one
                                   // program its own
};

// rexa_vm_core.hpp, vm/machine.hpp and vm/dispatch.hpp: all that firmware needs to include.
// Errors: "encoding-too-deep" when two bytes do not tell every instruction, "missing-trap" when the spec lacks
// a trap that the machine itself raises, and those of reading the templates.
Result<FileSet> emit_vm(const Machine& machine, const VmOptions& options = {});

// The same with vm_engine.cpp and what it needs: the sources of a plug-in (sim/engine_abi.h).
Result<FileSet> emit_vm_engine(const Machine& machine);

// Adds files of the toolkit's home folder as they are, under their own paths.
Diagnostics add_home_files(FileSet& files, const std::vector<std::string>& paths);

}  // namespace rexa
