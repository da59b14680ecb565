#include "vm/compiler_code.hpp"

namespace rexa::vm {

Status CodeWriter::emit_tight(int op, uint32_t operand) {
  if (here_ + 4 > end_) return Status::kCodeFull;
  const uint32_t needed = here_ + encoding(op).bytes;
  const Status status = needed <= text_ ? Status::kOk : make_room(needed);
  if (status == Status::kOk) append(op, operand);
  return status;
}

uint32_t CodeWriter::target_at(uint32_t pc, Role role) const {
  const Encoding& form = encoding(op(role));
  uint32_t word = 0;
  for (uint32_t i = 0; i < form.bytes; ++i) word = word << 8 | memory_[pc + i];
  const uint32_t unused = 32u - form.imm_bits;
  if (form.imm_kind != 3) return word << unused >> unused;
  return pc + static_cast<uint32_t>(static_cast<int32_t>(word << unused) >> unused);
}

Status CodeWriter::begin_text(uint32_t offset, uint32_t length) {
  if (offset > end_ || length > end_ - offset || offset < here_) return Status::kTextOutside;
  text_ = offset;
  text_end_ = offset + length;
  set_open();
  if (text_end_ > written_) written_ = text_end_;
  return Status::kOk;
}

// Moves the unread text to the top of the block, which can help only once.
Status CodeWriter::make_room(uint32_t needed) {
  const uint32_t unread = text_end_ - text_;
  const uint32_t moved = end_ - unread;
  if (needed > moved) return Status::kCodeFull;
  for (uint32_t i = unread; i > 0; --i) memory_[moved + i - 1] = memory_[text_ + i - 1];
  text_ = moved;
  text_end_ = written_ = end_;
  set_open();
  return Status::kOk;
}

}  // namespace rexa::vm
