// Writes bytecode into code memory. Knows encodings and reach, nothing of words.
// Invariants: an instruction starts at most four bytes below the end of its block (the machine traps beyond);
// while text is being compiled in place, bytecode never covers a character that has not been read.
#pragma once

#include <stdint.h>

#include "vm/compiler_status.hpp"
#include "vm/fixed_tables.hpp"

namespace rexa::vm {

// Operands are 32 bits, two's complement where the operand field is signed.
class CodeWriter : UsesTables {
 public:
  CodeWriter(const Tables& tables, uint8_t* memory, uint32_t bytes)
      : UsesTables(tables), memory_(memory), end_(bytes) {}

  uint32_t here() const { return here_; }
  void set_here(uint32_t pc) {
    if (here_ > written_) written_ = here_;
    here_ = pc;
  }
  // From now on bytecode goes to [pc, end).
  void set_block(uint32_t pc, uint32_t end) {
    here_ = written_ = pc;
    end_ = end;
  }
  // Zeroes what has been written from `pc` on.
  void clear(uint32_t pc) {
    for (const uint32_t end = written(); pc < end; ++pc) memory_[pc] = 0;
  }
  // End of what has been written in the block, text in place included.
  uint32_t written() const { return here_ > written_ ? here_ : written_; }

  // Op number of the role's instruction, negative when there is none.
  int op(Role role) const { return UsesTables::role(role); }
  bool has(Role role) const { return op(role) >= 0; }
  // Whether `operand` fits the operand field of the role's instruction.
  bool fits(Role role, uint32_t operand) const { return has(role) && fits_op(op(role), operand); }
  bool fits_op(int op, uint32_t operand) const;
  // Whether the role's instruction at `pc` can go to `target`.
  bool reaches(Role role, uint32_t pc, uint32_t target) const;
  // The operand with which the instruction at `pc` goes to `target`.
  uint32_t operand_for(int op, uint32_t pc, uint32_t target) const {
    return encoding(op).imm_kind == 3 ? target - pc : target;
  }

  // An instruction whose operand is known to fit. False when something is in its way; then emit_tight tells what,
  // or makes room and writes it.
  bool emit(int op, uint32_t operand) {
    const Encoding& form = encoding(op);
    const uint32_t pc = here_;
    if (pc + 4 > end_ || pc + form.bytes > text_) return false;
    here_ = pc + form.bytes;
    write(pc, form, operand);
    return true;
  }
  // The same for an instruction without operand, the short way; false also when it takes more than one byte.
  bool emit_byte(int op) {
    const Encoding& form = encoding(op);
    const uint32_t pc = here_;
    if (form.bytes != 1 || form.imm_kind != 0 || pc + 4 > end_ || pc >= text_) return false;
    memory_[pc] = static_cast<uint8_t>(form.code);
    here_ = pc + 1;
    return true;
  }
  Status emit_tight(int op, uint32_t operand);
  // Leaves that instruction, of one byte, in the bytes behind the block's last one, where none may begin: whoever runs
  // over the end is then easily stopped.
  void leave_tail(int op) {
    uint32_t pc = here_;
    for (int i = 0; i < 3 && pc < end_ && pc < text_; ++i) memory_[pc++] = static_cast<uint8_t>(encoding(op).code);
    if (pc > written_) written_ = pc;
  }
  // Writes the role's instruction over the one at `pc`, which has the same length.
  Status patch(uint32_t pc, Role role, uint32_t target);
  // Where the role's instruction at `pc` goes.
  uint32_t target_at(uint32_t pc, Role role) const;

  // Text to be read from code memory itself.
  Status begin_text(uint32_t offset, uint32_t length);
  const char* text() const { return reinterpret_cast<const char*>(memory_) + text_; }
  uint32_t unread() const { return text_end_ - text_; }
  void skip_text(uint32_t read) { text_ += read; }
  void end_text() { text_ = kNoText; }

 private:
  static constexpr uint32_t kNoText = 0xffffffff;

  Status make_room(uint32_t needed);
  void write(uint32_t pc, const Encoding& encoding, uint32_t operand) {
    uint8_t* const to = memory_ + pc;
    const uint32_t bits = encoding.imm_bits, bytes = encoding.bytes;
    if (bytes == 1 && bits == 0) {
      to[0] = static_cast<uint8_t>(encoding.code);
      return;
    }
    uint32_t word = static_cast<uint32_t>(encoding.code) << bits | (operand & ((uint32_t{1} << bits) - 1));
    if (bytes == 2) {
      to[0] = static_cast<uint8_t>(word >> 8);
      to[1] = static_cast<uint8_t>(word);
      return;
    }
    for (uint8_t* at = to + bytes; at != to; word >>= 8) *--at = static_cast<uint8_t>(word);
  }

  uint8_t* memory_;
  uint32_t end_;  // of the block
  uint32_t here_ = 0;
  uint32_t written_ = 0;
  uint32_t text_ = kNoText, text_end_ = 0;  // unread text, while in place
};

}  // namespace rexa::vm
