// How the compiler's parts write code: in line, so that all that is known of an instruction folds away.
#pragma once

#include "vm/compiler.hpp"

namespace rexa::vm {

inline Offset offset(uint32_t value) { return static_cast<Offset>(value); }

inline void Compiler::emitted(uint32_t pc) {
  if (!fixed::kListens || listener_.emitted == nullptr) return;
  const Position at = position();
  listener_.emitted(listener_.self, pc, at.line, at.column);
}

REXA_IN_LINE bool Compiler::put(int op, uint32_t operand) {
  const uint32_t pc = code_.here();
  if (!code_.emit(op, operand)) return put_tight(op, operand);
  emitted(pc);
  return true;
}

REXA_IN_LINE bool Compiler::emit(Role role, uint32_t operand) {
  const int op = code_.op(role);
  if (op < 0) return fail(Status::kMissingInstruction, static_cast<uint16_t>(role));
  return code_.fits_op(op, operand) ? put(op, operand) : fail(Status::kNumberRange);
}

REXA_IN_LINE bool Compiler::branch(Role role, uint32_t target) {
  const int op = code_.op(role);
  if (op < 0) return emit(role);
  uint32_t operand = 0;
  return code_.reaches(role, code_.here(), target, &operand) ? put(op, operand)
                                                             : fail(Status::kBranchOutOfReach);
}

REXA_IN_LINE bool Compiler::patch(uint32_t pc, Role role, uint32_t target) {
  return code_.patch(pc, role, target) || fail(Status::kBranchOutOfReach);
}

inline bool Compiler::call(uint32_t pc) {
  uint32_t operand = 0;
  if (code_.reaches(Role::kCall, code_.here(), pc, &operand)) return put(code_.op(Role::kCall), operand);
  return branch(code_.has(Role::kCallFar) ? Role::kCallFar : Role::kCall, pc);
}

// The shortest literal.
REXA_IN_LINE bool Compiler::literal(uint32_t value) {
  const uint32_t pc = code_.here();
  const uint32_t operand = sign_extended(value);
  if (!fixed::kFast || !code_.fits(Role::kLiteralShort, operand)) return long_literal(value);
  const int op = code_.op(Role::kLiteralShort);
  if (!put(op, operand)) return false;
  literal_ = {false, offset(pc), offset(pc + encoding(op).bytes), cell(value), 0};
  return true;
}

inline uint32_t Compiler::sign_extended(uint32_t cell) const {
  return cell_bits() == 16 ? static_cast<uint32_t>(static_cast<int16_t>(cell)) : cell;
}

inline uint32_t Compiler::cell(NumberValue value) const {
  return cell_bits() == 16 ? static_cast<uint16_t>(value) : static_cast<uint32_t>(value);
}

}  // namespace rexa::vm
