#include "vm/compiler_code.hpp"

namespace rexa::vm {

bool CodeWriter::fits_op(int op, uint32_t operand) const {
  const Encoding& form = encoding(op);
  if (form.imm_kind == 0) return operand == 0;
  // A signed field holds what is half its span above nothing.
  if (form.imm_kind != 2) operand += uint32_t{1} << (form.imm_bits - 1);
  return operand >> form.imm_bits == 0;
}

bool CodeWriter::reaches(Role role, uint32_t pc, uint32_t target) const {
  return has(role) && fits_op(op(role), operand_for(op(role), pc, target));
}

Status CodeWriter::emit_tight(int op, uint32_t operand) {
  if (here_ + 4 > end_) return Status::kCodeFull;
  const Status status = make_room(here_ + encoding(op).bytes);
  if (status == Status::kOk) emit(op, operand);
  return status;
}

Status CodeWriter::patch(uint32_t pc, Role role, uint32_t target) {
  if (!reaches(role, pc, target)) return Status::kBranchOutOfReach;
  write(pc, encoding(op(role)), operand_for(op(role), pc, target));
  return Status::kOk;
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
  return Status::kOk;
}

}  // namespace rexa::vm
