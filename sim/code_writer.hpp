// Writes bytecode instruction by instruction, for any machine: what the generated test programs are made with.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/spec.hpp"
#include "sim/word_use.hpp"

namespace rexa {

// Where an instruction's jump gets its address from.
enum class JumpKind { kNone, kRelative, kAbsolute, kDataStack, kReturnStack, kElsewhere };

// What the programs need to know of one instruction.
struct OpUse {
  WordUse use;
  int least_outputs[kStackCount] = {0, 0, 0};  // over all paths
  JumpKind jump = JumpKind::kNone;
  bool halts = false;
};

// Read off the machine once; positions are op numbers, -1 where the build has no such instruction.
struct OpUses {
  explicit OpUses(const Machine& machine);
  std::vector<OpUse> ops;
  int literal_short = -1, literal_long = -1, jump = -1, leave = -1, halt = -1, begin_loop = -1, drop = -1;
  int to_return = -1, to_loop = -1;  // `>r`, `>f`: whatever moves one cell there and does nothing else
};

class CodeWriter {
 public:
  CodeWriter(const Machine& machine, const OpUses& uses) : machine_(machine), uses_(uses) {}

  // Writes an instruction and returns its address.
  int put(int op, std::int64_t operand = 0);
  // Gives the instruction at `at` another operand.
  void patch(int at, int op, std::int64_t operand);
  // Sends the relative or absolute jump at `at` to `target`.
  void aim(int at, int op, int target);
  // Pushes a number: short when it fits, long when `always_long` or there is no other way. Returns its address.
  int literal(std::int64_t value, bool always_long = false);
  void byte(std::uint8_t value) { code_.push_back(value); }

  int size() const { return static_cast<int>(code_.size()); }
  // Fewer than `bytes` are left before the last places where an instruction can start.
  bool short_of(int bytes) const { return size() + bytes + 8 > machine_.parameters.code_bytes; }
  const std::vector<std::uint8_t>& code() const { return code_; }

 private:
  const Machine& machine_;
  const OpUses& uses_;
  std::vector<std::uint8_t> code_;
};

}  // namespace rexa
