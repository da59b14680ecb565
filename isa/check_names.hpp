// The checks of a specification that need no configuration: names are there, are defined once, and mean
// something. Runs after assign_opcodes, which finds the formats.
#pragma once

#include "isa/spec_document.hpp"

namespace rexa {

// Errors: "duplicate-name", "duplicate-word", "duplicate-code", "duplicate-role", "unknown-set", "unknown-role",
// "unknown-word", "unknown-parameter", "missing-key", "missing-trap", "missing-parameter", "bad-parameter",
// "bad-library", "role-format".
Diagnostics check_names(const Spec& spec);

// Words that are told apart by the text compiler; see vm/tables.hpp.
const std::vector<std::string>& role_names();

}  // namespace rexa
