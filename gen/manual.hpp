// The instruction reference of one machine, in Markdown: what a programmer or implementer looks up.
// Everything in it comes from the machine and its schedule; nothing is written twice.
#pragma once

#include "base/files.hpp"
#include "isa/spec.hpp"

namespace rexa {

// "reference.md". Clocks are those of the machine's own core; errors are the scheduler's.
Result<FileSet> emit_manual(const Machine& machine);

}  // namespace rexa
