// Why certain mutants make no difference that can be seen, where no tool proves it: by file, place and rule,
// with the reason. Such a mutant still runs the first programs; one that catches it shows the argument wrong,
// and counts.
#pragma once

#include <string>

#include "tests/mutation/schemata.hpp"

namespace rexa::mutation {

// "" when there is none.
std::string argument_for(const Subject& subject, const Mutant& mutant);

}  // namespace rexa::mutation
