// The body of one handler: a composition of instructions, printed for vm/translated.hpp, or a single one for
// vm/direct.hpp, whose handlers check the stacks and read their operands themselves.
#pragma once

#include <string>

#include "gen/compose.hpp"

namespace rexa {

// Statements, indented by two spaces, that end by going on to another handler on every path.
// kDirectPositive: for first bytes that say so much as that the operand's sign is clear.
enum class HandlerForm { kTranslated, kDirect, kDirectPositive };
std::string print_handler(const Machine& machine, const Composition& composition, HandlerForm form);

}  // namespace rexa
