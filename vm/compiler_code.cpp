#include "vm/compiler_code.hpp"

namespace rexa::vm {

bool CodeWriter::fits_op(int op, int64_t operand) const {
  const Encoding& encoding = tables_.encodings[op];
  if (encoding.imm_kind == 0) return operand == 0;
  const int64_t span = int64_t{1} << encoding.imm_bits;
  if (encoding.imm_kind == 2) return operand >= 0 && operand < span;
  return operand >= -span / 2 && operand < span / 2;
}

bool CodeWriter::reaches(Role role, uint32_t pc, uint32_t target) const {
  if (!has(role)) return false;
  const bool relative = tables_.encodings[op(role)].imm_kind == 3;
  return fits(role, relative ? static_cast<int64_t>(target) - pc : target);
}

void CodeWriter::write(uint32_t pc, const Encoding& encoding, int64_t operand) {
  const uint32_t mask = static_cast<uint32_t>((uint64_t{1} << encoding.imm_bits) - 1);
  const uint32_t word = encoding.base | (static_cast<uint32_t>(operand) & mask);
  for (uint32_t i = 0; i < encoding.bytes; ++i) {
    memory_[pc + i] = static_cast<uint8_t>(word >> (8 * (encoding.bytes - 1 - i)));
  }
}

Status CodeWriter::emit_op(int op, int64_t operand) {
  const Encoding& encoding = tables_.encodings[op];
  if (!fits_op(op, operand)) return Status::kNumberRange;
  if (bytes_ < 4 || here_ > bytes_ - 4) return Status::kCodeFull;
  if (in_place_ && here_ + encoding.bytes > text_) {
    const Status status = make_room(here_ + encoding.bytes);
    if (status != Status::kOk) return status;
  }
  write(here_, encoding, operand);
  here_ += encoding.bytes;
  return Status::kOk;
}

Status CodeWriter::emit(Role role, int64_t operand) {
  if (!has(role)) return Status::kMissingInstruction;
  return emit_op(op(role), operand);
}

Status CodeWriter::emit_branch(Role role, uint32_t target) {
  if (!has(role)) return Status::kMissingInstruction;
  if (!reaches(role, here_, target)) return Status::kBranchOutOfReach;
  const bool relative = tables_.encodings[op(role)].imm_kind == 3;
  return emit_op(op(role), relative ? static_cast<int64_t>(target) - here_ : target);
}

Status CodeWriter::patch(uint32_t pc, Role role, uint32_t target) {
  if (!reaches(role, pc, target)) return Status::kBranchOutOfReach;
  const Encoding& encoding = tables_.encodings[op(role)];
  write(pc, encoding, encoding.imm_kind == 3 ? static_cast<int64_t>(target) - pc : target);
  return Status::kOk;
}

uint32_t CodeWriter::target_at(uint32_t pc, Role role) const {
  const Encoding& encoding = tables_.encodings[op(role)];
  uint32_t word = 0;
  for (uint32_t i = 0; i < encoding.bytes; ++i) word = word << 8 | memory_[pc + i];
  const uint32_t unused = 32u - encoding.imm_bits;
  if (encoding.imm_kind != 3) return word << unused >> unused;
  return pc + static_cast<uint32_t>(static_cast<int32_t>(word << unused) >> unused);
}

Status CodeWriter::begin_text(uint32_t offset, uint32_t length) {
  if (offset > bytes_ || length > bytes_ - offset || offset < here_) return Status::kTextOutside;
  text_ = offset;
  text_end_ = offset + length;
  in_place_ = true;
  return Status::kOk;
}

bool CodeWriter::next_character(char* c) {
  if (text_ == text_end_) return false;
  *c = static_cast<char>(memory_[text_++]);
  return true;
}

// Moves the unread text to the top of code memory, which can help only once.
Status CodeWriter::make_room(uint32_t needed) {
  const uint32_t unread = text_end_ - text_;
  const uint32_t moved = bytes_ - unread;
  if (needed > moved) return Status::kCodeFull;
  for (uint32_t i = unread; i > 0; --i) memory_[moved + i - 1] = memory_[text_ + i - 1];
  text_ = moved;
  text_end_ = bytes_;
  return Status::kOk;
}

}  // namespace rexa::vm
