// Fusing instructions: the IR of one instruction that does what a sequence of others does, without the stack
// traffic between them. Its implicit checks are those of the whole: where a part of the sequence on its own
// would have met an underflow or overflow in mid-way, the fused instruction traps before it changes anything,
// and it needs no room for cells that live only between the parts.
#pragma once

#include <functional>
#include <optional>

#include "isa/ir.hpp"
#include "isa/spec.hpp"

namespace rexa {

struct SequenceToken {
  std::string text;
  int offset = 0;
};

// An instruction, or a number to push.
struct SequencePart {
  SequenceToken token;
  std::optional<std::int64_t> literal;
  InstructionIr ir;
};

struct SequenceSource {
  std::string name;
  std::vector<SequencePart> parts;
  std::function<Where(int offset)> where;
};

std::vector<SequenceToken> split_sequence(const std::string& text);
std::optional<std::int64_t> literal_value(const std::string& token);  // decimal, "0x" or "$" hexadecimal

// Errors: "bad-sequence" for parts that jump, halt, carry an operand, ask for pc or for stack depths, and for
// traps or reads after an effect, which could not leave the state as before the whole.
Result<InstructionIr> fuse_sequence(const SequenceSource& source, const Parameters& parameters);

}  // namespace rexa
