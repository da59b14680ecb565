// Encodings: patterns of bits, and which opcode belongs to which instruction. Two instructions overlap when no
// bit that both fix tells them apart; a decoder could then not know which one it sees.
#pragma once

#include "isa/spec_document.hpp"

namespace rexa {

struct Encoding {
  std::uint32_t base = 0;   // with an operand of zero, right-aligned
  std::uint32_t fixed = 0;  // the bits that are not operand
  int bytes = 0;
};

Encoding encode(const Format& format, std::uint32_t opcode);
bool overlap(const Encoding& a, const Encoding& b);

// The form of the patterns: whole bytes, at most four, operand and "imm" together. Error: "bad-pattern".
Diagnostics check_formats(const Spec& spec);

// Gives every instruction its format and base. An instruction without opcode gets the first free one, in order
// of appearance, and one without format the first format without operand that has room. Errors:
// "unknown-format", "opcode-range", "opcode-overlap", "opcodes-full".
Diagnostics assign_opcodes(Spec& spec);

}  // namespace rexa
