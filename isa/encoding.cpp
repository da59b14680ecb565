#include "isa/encoding.hpp"

#include <algorithm>

namespace rexa {

namespace {

constexpr int kMaxBytes = 4;

// Fixed and opcode bits, then operand bits.
bool has_form(const std::string& pattern) {
  const std::size_t operand = std::min(pattern.find_first_not_of("01o"), pattern.size());
  return operand > 0 && pattern.find_first_not_of('i', operand) == std::string::npos;
}

bool usable(const Format& format) {
  return has_form(format.pattern) && format.pattern.size() % 8 == 0 && format.bytes <= kMaxBytes;
}

std::string hex(std::uint32_t value) {
  std::string digits;
  for (int shift = 28; shift >= 0; shift -= 4) {
    const std::uint32_t digit = (value >> shift) & 15U;
    if (digit != 0 || !digits.empty() || shift <= 4) digits += "0123456789abcdef"[digit];
  }
  return "0x" + digits;
}

std::string place_text(const Where& where) { return where.file + ":" + std::to_string(where.line); }

class Assigner {
 public:
  explicit Assigner(Spec& spec) : spec_(spec) {}

  Diagnostics run() {
    for (std::size_t i = 0; i < spec_.instructions.size(); ++i) {
      InstructionSpec& instruction = spec_.instructions[i];
      if (instruction.format.empty()) continue;
      find_format(instruction);
      if (instruction.format_index < 0) continue;
      const Format& format = spec_.formats[static_cast<std::size_t>(instruction.format_index)];
      if (!usable(format)) continue;
      if (instruction.opcode || format.opcode_bits == 0) place_explicit(i, format);
    }
    for (std::size_t i = 0; i < spec_.instructions.size(); ++i) place_free(i);
    return std::move(diagnostics_);
  }

 private:
  struct Taken {
    std::size_t instruction;
    Encoding encoding;
  };

  void find_format(InstructionSpec& instruction) {
    std::vector<std::string> names;
    for (std::size_t f = 0; f < spec_.formats.size(); ++f) {
      names.push_back(spec_.formats[f].name);
      if (spec_.formats[f].name == instruction.format) instruction.format_index = static_cast<int>(f);
    }
    if (instruction.format_index < 0) {
      diagnostics_.push_back(error("unknown-format", "there is no format '" + instruction.format + "'",
                                   instruction.place.where("format"), did_you_mean(instruction.format, names)));
    }
  }

  const Taken* conflict(const Encoding& encoding) const {
    const auto found = std::find_if(taken_.begin(), taken_.end(),
                                    [&](const Taken& taken) { return overlap(taken.encoding, encoding); });
    return found == taken_.end() ? nullptr : &*found;
  }

  // The first opcode of a format that overlaps nothing, or -1.
  std::int64_t first_free(const Format& format) const {
    if (format.opcode_bits == 0 || format.opcode_bits > 16) return -1;
    for (std::uint32_t opcode = 0; opcode < (1U << format.opcode_bits); ++opcode) {
      if (conflict(encode(format, opcode)) == nullptr) return opcode;
    }
    return -1;
  }

  void place_explicit(std::size_t index, const Format& format) {
    InstructionSpec& instruction = spec_.instructions[index];
    const std::uint32_t opcode = instruction.opcode.value_or(0);
    const Where where = instruction.place.where(instruction.opcode ? "opcode" : "format");
    if (instruction.opcode && format.opcode_bits == 0) {
      diagnostics_.push_back(error("opcode-range", "format '" + format.name + "' has no opcode bits", where,
                                   "remove \"opcode\": this format holds one instruction"));
      return;
    }
    if (format.opcode_bits < 32 && opcode >> format.opcode_bits != 0) {
      const std::string most = std::to_string((1U << format.opcode_bits) - 1);
      diagnostics_.push_back(error(
          "opcode-range", "opcode " + std::to_string(opcode) + " does not fit format '" + format.name + "'",
          where, "its " + std::to_string(format.opcode_bits) + " opcode bits hold 0 to " + most));
      return;
    }
    const Encoding encoding = encode(format, opcode);
    if (const Taken* other = conflict(encoding)) {
      const InstructionSpec& first = spec_.instructions[other->instruction];
      const std::int64_t free = first_free(format);
      diagnostics_.push_back(error("opcode-overlap",
                                   "the encodings of '" + first.word + "' (" + hex(other->encoding.base) +
                                       ") and '" + instruction.word + "' (" + hex(encoding.base) + ") overlap",
                                   where,
                                   "'" + first.word + "' stands at " + place_text(first.place.where()) +
                                       (free >= 0 ? "; opcode " + std::to_string(free) + " is free" : "")));
    } else {
      taken_.push_back({index, encoding});
    }
    instruction.base = encoding.base;
  }

  void place_free(std::size_t index) {
    InstructionSpec& instruction = spec_.instructions[index];
    if (instruction.opcode) return;
    if (!instruction.format.empty() && instruction.format_index < 0) return;
    for (std::size_t f = 0; f < spec_.formats.size(); ++f) {
      const Format& format = spec_.formats[f];
      if (!usable(format)) continue;
      const bool wanted = instruction.format.empty() ? format.imm_bits == 0 && format.opcode_bits > 0
                                                     : instruction.format_index == static_cast<int>(f);
      if (!wanted) continue;
      if (format.opcode_bits == 0) return;  // placed already
      const std::int64_t opcode = first_free(format);
      if (opcode < 0) continue;
      instruction.format_index = static_cast<int>(f);
      instruction.opcode = static_cast<std::uint32_t>(opcode);
      const Encoding encoding = encode(format, *instruction.opcode);
      instruction.base = encoding.base;
      taken_.push_back({index, encoding});
      return;
    }
    const std::string formats =
        instruction.format.empty() ? "any format" : "format '" + instruction.format + "'";
    diagnostics_.push_back(
        error("opcodes-full", "no opcode of " + formats + " is free for '" + instruction.word + "'",
              instruction.place.where(), "leave other instructions out, or widen the format"));
  }

  Spec& spec_;
  std::vector<Taken> taken_;
  Diagnostics diagnostics_;
};

}  // namespace

Encoding encode(const Format& format, std::uint32_t opcode) {
  Encoding encoding;
  encoding.bytes = format.bytes;
  int opcode_bit = format.opcode_bits;
  for (char bit : format.pattern) {
    std::uint32_t value = bit == '1' ? 1 : 0;
    if (bit == 'o') value = (opcode >> --opcode_bit) & 1U;
    encoding.base = (encoding.base << 1) | value;
    encoding.fixed = (encoding.fixed << 1) | (bit == 'i' ? 0U : 1U);
  }
  return encoding;
}

bool overlap(const Encoding& a, const Encoding& b) {
  const int shared = std::min(a.bytes, b.bytes);
  const int cut_a = 8 * (a.bytes - shared);
  const int cut_b = 8 * (b.bytes - shared);
  const std::uint32_t decisive = (a.fixed >> cut_a) & (b.fixed >> cut_b);
  return (((a.base >> cut_a) ^ (b.base >> cut_b)) & decisive) == 0;
}

Diagnostics check_formats(const Spec& spec) {
  Diagnostics diagnostics;
  for (const FormatSpec& format : spec.formats) {
    auto fault = [&](const std::string& message, const std::string& hint) {
      diagnostics.push_back(error("bad-pattern", message, format.place.where("pattern"), hint));
    };
    const std::size_t bits = format.pattern.size();
    if (!has_form(format.pattern)) continue;  // the schema check has reported it
    if (bits % 8 != 0) {
      fault("the pattern is " + std::to_string(bits) + " bits long", "an encoding is a whole number of bytes");
    } else if (format.bytes > kMaxBytes) {
      fault("the pattern is " + std::to_string(format.bytes) + " bytes long",
            "an encoding has at most four bytes");
    }
    if (format.imm_bits > 0 && format.imm == ImmKind::kNone) {
      fault("the pattern has operand bits, but no \"imm\" says how they are read",
            "add \"imm\": \"signed\", \"unsigned\" or \"relative\"");
    }
    if (format.imm_bits == 0 && format.imm != ImmKind::kNone) {
      fault("\"imm\" is given, but the pattern has no operand bits",
            "end the pattern in 'i' bits, or remove \"imm\"");
    }
  }
  return diagnostics;
}

Diagnostics assign_opcodes(Spec& spec) { return Assigner(spec).run(); }

}  // namespace rexa
