// From a checked specification and a checked configuration to the machine: which instructions are in, in which
// form, and what each of them means at this configuration's cell width.
#pragma once

#include "isa/configuration.hpp"

namespace rexa {

// Errors: those of the semantics, "missing-role" when the sets lack what the text compiler cannot do without,
// "library-cycle".
Result<Machine> build_machine(const Spec& spec, const Configuration& configuration);

}  // namespace rexa
