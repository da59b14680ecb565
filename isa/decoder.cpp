#include "isa/decoder.hpp"

#include <algorithm>

namespace rexa {

Decoder::Decoder(const Machine& machine) : machine_(machine) {
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const Format& its = format(static_cast<int>(op));
    const int fixed = std::min(8, 8 * its.bytes - its.imm_bits);  // opcode bits in the first byte
    const std::uint32_t first = machine.instructions[op].base >> (8 * its.bytes - 8);
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      if ((byte ^ first) >> (8 - fixed) == 0) candidates_[byte].push_back(static_cast<int>(op));
    }
  }
}

int Decoder::op(std::uint32_t bytes) const {
  for (const int candidate : candidates_[bytes >> 24]) {
    const Format& its = format(candidate);
    const std::uint32_t word = bytes >> (32 - 8 * its.bytes);
    if ((word ^ machine_.instructions[static_cast<std::size_t>(candidate)].base) >> its.imm_bits == 0) return candidate;
  }
  return -1;
}

bool Decoder::shared(std::uint8_t first_byte) const {
  if (candidates_[first_byte].empty()) return false;
  const Format& its = format(candidates_[first_byte].front());
  return its.imm_bits < 8 * (its.bytes - 1);
}

// The core waits for a whole instruction of those that share the byte.
int Decoder::bytes_to_refuse(std::uint8_t first_byte) const {
  return shared(first_byte) ? format(candidates_[first_byte].front()).bytes : 1;
}

const Format& Decoder::format(int op) const {
  return machine_.formats[static_cast<std::size_t>(machine_.instructions[static_cast<std::size_t>(op)].format)];
}

}  // namespace rexa
