// Writes bytecode into code memory. Knows encodings and reach, nothing of words.
// Invariants: an instruction starts at most four bytes below the end of code memory (the machine traps beyond);
// while text is being compiled in place, bytecode never covers a character that has not been read.
#pragma once

#include <stdint.h>

#include "vm/compiler_status.hpp"
#include "vm/tables.hpp"

namespace rexa::vm {

class CodeWriter {
 public:
  CodeWriter(const Tables& tables, uint8_t* memory, uint32_t bytes)
      : tables_(tables), memory_(memory), bytes_(bytes) {}

  uint32_t here() const { return here_; }
  void set_here(uint32_t pc) { here_ = pc; }

  bool has(Role role) const { return op(role) >= 0; }
  // Whether `operand` fits the operand field of the role's instruction.
  bool fits(Role role, int64_t operand) const { return has(role) && fits_op(op(role), operand); }
  bool fits_op(int op, int64_t operand) const;
  // Whether the role's instruction at `pc` can go to `target`.
  bool reaches(Role role, uint32_t pc, uint32_t target) const;

  Status emit_op(int op, int64_t operand = 0);
  Status emit(Role role, int64_t operand = 0);
  Status emit_branch(Role role, uint32_t target);
  // Writes the role's instruction over the one at `pc`, which has the same length.
  Status patch(uint32_t pc, Role role, uint32_t target);
  // Where the role's instruction at `pc` goes.
  uint32_t target_at(uint32_t pc, Role role) const;

  // Text to be read from code memory itself.
  Status begin_text(uint32_t offset, uint32_t length);
  bool next_character(char* c);
  void end_text() { in_place_ = false; }

 private:
  int op(Role role) const { return tables_.roles[static_cast<int>(role)]; }
  Status make_room(uint32_t needed);
  void write(uint32_t pc, const Encoding& encoding, int64_t operand);

  const Tables& tables_;
  uint8_t* memory_;
  uint32_t bytes_;
  uint32_t here_ = 0;
  uint32_t text_ = 0, text_end_ = 0;  // unread text, while in place
  bool in_place_ = false;
};

}  // namespace rexa::vm
