#include "gen/decode_table.hpp"

namespace rexa {

namespace {

// Byte `index` of an instruction: the bits that the encoding fixes there, and their values.
struct ByteMatch {
  unsigned mask = 0;
  unsigned bits = 0;
  bool matches(int byte) const { return (static_cast<unsigned>(byte) & mask) == bits; }
};

ByteMatch byte_match(const Format& format, std::uint32_t base, int index) {
  if (index >= format.bytes) return {};
  const int shift = 8 * (format.bytes - 1 - index);
  const std::uint64_t operand = (std::uint64_t{1} << format.imm_bits) - 1;
  const auto mask = static_cast<unsigned>(~operand >> shift) & 0xff;
  return {mask, (base >> shift) & mask};
}

}  // namespace

Result<DecodeTable> make_decode_table(const Machine& machine) {
  DecodeTable table;
  Diagnostics diagnostics;
  table.first.fill(DecodeTable::kIllegal);
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const Instruction& instruction = machine.instructions[op];
    const Format& format = machine.formats[static_cast<std::size_t>(instruction.format)];
    const ByteMatch first = byte_match(format, instruction.base, 0),
                    second = byte_match(format, instruction.base, 1);
    if (byte_match(format, instruction.base, 2).mask || byte_match(format, instruction.base, 3).mask) {
      diagnostics.push_back(error("encoding-too-deep",
                                  "'" + instruction.word + "' has opcode bits beyond its second byte",
                                  instruction.where, "choose a format with its opcode in the first two bytes"));
      continue;
    }
    for (int byte = 0; byte < 256; ++byte) {
      if (!first.matches(byte)) continue;
      int& entry = table.first[static_cast<std::size_t>(byte)];
      if (second.mask == 0) {
        entry = static_cast<int>(op);
        continue;
      }
      if (entry < DecodeTable::kPage) {
        entry = DecodeTable::kPage + static_cast<int>(table.pages.size());
        table.pages.push_back({byte, {}});
        table.pages.back().second.fill(DecodeTable::kIllegal);
      }
      auto& page = table.pages[static_cast<std::size_t>(entry - DecodeTable::kPage)];
      for (int next = 0; next < 256; ++next) {
        if (second.matches(next)) page.second[static_cast<std::size_t>(next)] = static_cast<int>(op);
      }
    }
  }
  if (has_errors(diagnostics)) return diagnostics;
  return table;
}

}  // namespace rexa
