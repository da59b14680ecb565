// The software VM as a folder that a C or C++ project compiles as it is: vm/rexa.h and all that stands behind it.
#pragma once

#include "base/files.hpp"
#include "isa/spec.hpp"

namespace rexa {

// rexa.h, rexa.cpp, the core, the compiler with its tables, and a Makefile fragment that names the sources.
Result<FileSet> emit_embed(const Machine& machine);

}  // namespace rexa
