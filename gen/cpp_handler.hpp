// The body of one handler: a composition of instructions, printed for vm/translated.hpp, or a single one for
// vm/direct.hpp, whose handlers check the stacks and read their operands themselves.
#pragma once

#include <string>

#include "gen/compose.hpp"

namespace rexa {

// What the first byte of an instruction says of a signed operand that begins in it.
enum class OperandRange { kAny, kPositive, kNegative, kByte /* 0 to 255 */, kNegativeByte /* -256 to -1 */ };

// Statements, indented by two spaces, that end by going on to another handler on every path.
struct HandlerForm {
  bool direct = false;
  OperandRange operand = OperandRange::kAny;   // direct: of the first part
  OperandRange distance = OperandRange::kAny;  // direct: of the last of several, which jumps
  // Direct: the handler to go to, with nothing done, when this one, which is made for the usual case, cannot do
  // all: an address lies outside the frame's data, or several parts cannot all be done. Empty: one part, any
  // address.
  std::string otherwise;
};
std::string print_handler(const Machine& machine, const Composition& composition, const HandlerForm& form);

}  // namespace rexa
