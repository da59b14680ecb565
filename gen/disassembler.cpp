#include "gen/disassembler.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rexa {
namespace {

// Operand of an encoded instruction, extended as its format says.
std::int64_t operand_of(const Format& format, std::uint32_t word) {
  const std::uint64_t span = std::uint64_t{1} << format.imm_bits;
  const std::uint64_t raw = word & (span - 1);
  const bool is_signed = format.imm != ImmKind::kUnsigned;
  if (is_signed && (raw & span >> 1) != 0)
    return static_cast<std::int64_t>(raw) - static_cast<std::int64_t>(span);
  return static_cast<std::int64_t>(raw);
}

bool jumps_to_operand(const Instruction& instruction) {
  return instruction.role == "jump_far" || instruction.role == "call_far";
}

std::string place(std::uint32_t pc, const std::map<std::uint32_t, std::string>& symbols) {
  const auto symbol = symbols.find(pc);
  const std::string address = fmt::format("{:04x}", pc);
  return symbol == symbols.end() ? address : fmt::format("{} <{}>", address, symbol->second);
}

std::string describe(const Machine& machine, const Decoded& decoded,
                     const std::map<std::uint32_t, std::string>& symbols) {
  const Instruction& instruction = machine.instructions[static_cast<std::size_t>(decoded.op)];
  const Format& format = machine.formats[static_cast<std::size_t>(instruction.format)];
  if (decoded.target) return instruction.word + " " + place(*decoded.target, symbols);
  if (format.imm == ImmKind::kNone || format.imm_bits == 0) return instruction.word;
  return fmt::format("{} {}", instruction.word, decoded.operand);
}

}  // namespace

std::optional<Decoded> decode(const Machine& machine, const std::vector<std::uint8_t>& code, std::uint32_t pc) {
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const Instruction& instruction = machine.instructions[op];
    const Format& format = machine.formats[static_cast<std::size_t>(instruction.format)];
    const auto length = static_cast<std::uint32_t>(format.bytes);
    if (pc >= code.size() || length > code.size() - pc) continue;
    std::uint32_t word = 0;
    for (std::uint32_t i = 0; i < length; ++i) word = word << 8 | code[pc + i];
    const bool has_operand = format.imm != ImmKind::kNone;
    const std::uint64_t span = has_operand ? std::uint64_t{1} << format.imm_bits : 1;
    if ((word & ~(span - 1)) != instruction.base) continue;
    Decoded decoded;
    decoded.op = static_cast<int>(op);
    decoded.bytes = format.bytes;
    if (has_operand) decoded.operand = operand_of(format, word);
    if (format.imm == ImmKind::kRelative) {
      const std::uint32_t mask = machine.parameters.cell_bits == 16 ? 0xFFFF : 0xFFFFFFFF;
      decoded.target = static_cast<std::uint32_t>(pc + decoded.operand) & mask;
    } else if (jumps_to_operand(instruction)) {
      decoded.target = static_cast<std::uint32_t>(decoded.operand);
    }
    return decoded;
  }
  return std::nullopt;
}

std::vector<ListingLine> disassemble(const Machine& machine, const std::vector<std::uint8_t>& code,
                                     std::uint32_t from, std::uint32_t to,
                                     const std::map<std::uint32_t, std::string>& symbols) {
  std::vector<ListingLine> lines;
  const auto end = std::min<std::uint32_t>(to, static_cast<std::uint32_t>(code.size()));
  for (std::uint32_t pc = from; pc < end;) {
    const auto decoded = decode(machine, code, pc);
    const std::uint32_t length = decoded ? static_cast<std::uint32_t>(decoded->bytes) : 1;
    ListingLine line;
    line.pc = pc;
    for (std::uint32_t i = 0; i < length; ++i)
      line.bytes += fmt::format("{}{:02x}", i == 0 ? "" : " ", code[pc + i]);
    const auto symbol = symbols.find(pc);
    if (symbol != symbols.end()) line.label = symbol->second;
    line.text = decoded ? describe(machine, *decoded, symbols) : "(illegal)";
    lines.push_back(line);
    pc += length;
  }
  return lines;
}

std::string print_listing(const std::vector<ListingLine>& lines) {
  std::string out;
  for (const ListingLine& line : lines) {
    if (!line.label.empty()) out += fmt::format("{}{}:\n", out.empty() ? "" : "\n", line.label);
    out += fmt::format("{:04x}  {:<11}  {}\n", line.pc, line.bytes, line.text);
  }
  return out;
}

}  // namespace rexa
