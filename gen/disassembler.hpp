// Bytecode back to instructions. Decodes as the machine does: only what the build has, in address order from
// the first byte; a byte that begins no instruction is listed as data and decoding goes on after it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "isa/spec.hpp"

namespace rexa {

struct Decoded {
  int op = 0;                           // index into Machine::instructions
  int bytes = 0;                        // length of the instruction
  std::int64_t operand = 0;             // extended as the format says
  std::optional<std::uint32_t> target;  // address that it may jump to
};

// The instruction at `pc`; nothing when it is illegal or runs past the end of `code`.
std::optional<Decoded> decode(const Machine& machine, const std::vector<std::uint8_t>& code, std::uint32_t pc);

struct ListingLine {
  std::uint32_t pc = 0;
  std::string bytes;  // "e0 03"
  std::string label;  // symbol at this address, empty if there is none
  std::string text;   // "call 0012 <square>"
};

// Addresses pc in [from, to). Symbols name addresses in labels and targets.
std::vector<ListingLine> disassemble(const Machine& machine, const std::vector<std::uint8_t>& code,
                                     std::uint32_t from, std::uint32_t to,
                                     const std::map<std::uint32_t, std::string>& symbols);

// "0012  e0 03        0branch 0015"; labels on a line of their own, after an empty line.
std::string print_listing(const std::vector<ListingLine>& lines);

}  // namespace rexa
