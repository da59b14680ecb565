// Writes bytecode into code memory. Knows encodings and reach, nothing of words.
// Invariants: an instruction starts at most four bytes below the end of its block (the machine traps beyond);
// while text is being compiled in place, bytecode never covers a character that has not been read.
#pragma once

#include <stdint.h>

#include "vm/bytes.hpp"
#include "vm/compiler_status.hpp"
#include "vm/fixed_tables.hpp"

namespace rexa::vm {

// Operands are 32 bits, two's complement where the operand field is signed.
class CodeWriter : UsesTables {
 public:
  CodeWriter(const Tables& tables, uint8_t* memory, uint32_t bytes)
      : UsesTables(tables), memory_(memory), end_(bytes) {
    set_open();
  }

  uint32_t here() const { return here_; }
  void set_here(uint32_t pc) {
    if (here_ > written_) written_ = here_;
    here_ = pc;
  }
  // From now on bytecode goes to [pc, end).
  void set_block(uint32_t pc, uint32_t end) {
    here_ = written_ = pc;
    end_ = end;
    set_open();
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
  REXA_IN_LINE bool fits_op(int op, uint32_t operand) const;
  // Whether the role's instruction at `pc` can go to `target`, and with which operand.
  REXA_IN_LINE bool reaches(Role role, uint32_t pc, uint32_t target, uint32_t* operand) const;

  // An instruction whose operand is known to fit. False when something may be in its way; then emit_tight tells
  // what, or makes room, and writes it.
  REXA_IN_LINE bool emit(int op, uint32_t operand) {
    if (!is_open()) return false;
    append(op, operand);
    return true;
  }
  // The same for an instruction of one byte; false also when it has more.
  REXA_IN_LINE bool emit_byte(int op) {
    const Encoding& form = encoding(op);
    const uint32_t pc = here_;
    if (form.bytes != 1 || form.imm_kind != 0 || !is_open()) return false;
    here_ = pc + 1;
    memory_[pc] = static_cast<uint8_t>(form.code);
    return true;
  }
  Status emit_tight(int op, uint32_t operand);
  // Leaves that instruction, of one byte, in the bytes behind the block's last one, where none may begin:
  // whoever runs over the end is then easily stopped.
  void leave_tail(int op) {
    uint32_t pc = here_;
    for (int i = 0; i < 3 && pc < end_ && pc < text_; ++i)
      memory_[pc++] = static_cast<uint8_t>(encoding(op).code);
    if (pc > written_) written_ = pc;
  }
  // Writes the role's instruction over the one at `pc`, which has the same length. False: `target` is out of
  // its reach.
  REXA_IN_LINE bool patch(uint32_t pc, Role role, uint32_t target) {
    uint32_t operand = 0;
    if (!reaches(role, pc, target, &operand)) return false;
    write(pc, encoding(op(role)), operand);
    return true;
  }
  // Where the role's instruction at `pc` goes.
  uint32_t target_at(uint32_t pc, Role role) const;

  // Text to be read from code memory itself.
  Status begin_text(uint32_t offset, uint32_t length);
  const char* text() const { return reinterpret_cast<const char*>(memory_) + text_; }
  uint32_t unread() const { return text_end_ - text_; }
  void skip_text(uint32_t read) {
    text_ += read;
    set_open();
  }
  void end_text() {
    text_ = kNoText;
    set_open();
  }

 private:
  static constexpr uint32_t kNoText = 0xffffffff;

  Status make_room(uint32_t needed);
#if REXA_VM_PACKED_TABLES
  void set_open() {}
  bool is_open() const { return false; }  // emit_tight sees to all
#else
  void set_open() {
    const uint32_t end = end_ < text_ ? end_ : text_;
    open_ = end < 4 ? 0 : end - 3;
  }
  bool is_open() const { return here_ < open_; }

  uint32_t open_ = 0;  // where an instruction begins below it, four bytes are free
#endif
  REXA_IN_LINE void append(int op, uint32_t operand) {
    const Encoding& form = encoding(op);
    const uint32_t pc = here_;
    here_ = pc + form.bytes;
    write(pc, form, operand);
  }
  REXA_IN_LINE void write(uint32_t pc, const Encoding& form, uint32_t operand) {
    const uint32_t bits = form.imm_bits;
    const uint32_t word = static_cast<uint32_t>(form.code) << bits | (operand & ((uint32_t{1} << bits) - 1));
    put_bytes(memory_ + pc, form.bytes, word);
  }
  // The high byte first.
  REXA_IN_LINE static void put_bytes(uint8_t* to, uint32_t bytes, uint32_t word) {
    if (fixed::kFast && bytes == 2) return store16_high_first(to, word);
    for (uint8_t* at = to + bytes; at != to; word >>= 8) *--at = static_cast<uint8_t>(word);
  }

  uint8_t* memory_;
  uint32_t end_;  // of the block
  uint32_t here_ = 0;
  uint32_t written_ = 0;
  uint32_t text_ = kNoText, text_end_ = 0;  // unread text, while in place
};

REXA_IN_LINE bool CodeWriter::fits_op(int op, uint32_t operand) const {
  const Encoding& form = encoding(op);
  if (form.imm_kind == 0) return operand == 0;
  // A signed field holds what is half its span above nothing.
  if (form.imm_kind != 2) operand += uint32_t{1} << (form.imm_bits - 1);
  return operand >> form.imm_bits == 0;
}

REXA_IN_LINE bool CodeWriter::reaches(Role role, uint32_t pc, uint32_t target, uint32_t* operand) const {
  if (!has(role)) return false;
  *operand = encoding(op(role)).imm_kind == 3 ? target - pc : target;
  return fits_op(op(role), *operand);
}

}  // namespace rexa::vm
