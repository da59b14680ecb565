// Control structures: branches forward are patched when their target is reached.
#include "vm/compiler_emit.hpp"

namespace rexa::vm {

bool Compiler::push(Opener opener, uint32_t pc, uint32_t other) {
  const Position at = position();
  return ok(dictionary_.push({opener, pc, other, at.line, at.column}));
}

// A `while` that no `repeat` has claimed is a loop of its own, complete as it stands.
void Compiler::drop_whiles() {
  while (!dictionary_.empty() && dictionary_.control(0).opener == Opener::kWhile) dictionary_.pop();
}

// Takes the innermost open structure, which must be one of the two kinds.
bool Compiler::close(Opener either, Opener other, Control* control) {
  if (dictionary_.empty()) return fail(Status::kStray);
  *control = dictionary_.control(0);
  if (control->opener != either && control->opener != other) return unmatched(either, other);
  dictionary_.pop();
  return true;
}

// The right structure is open further out: the inner one is unfinished. Otherwise the word itself is stray.
bool Compiler::unmatched(Opener either, Opener other) {
  for (uint32_t i = 0; i < dictionary_.depth(); ++i) {
    const Control control = dictionary_.control(i);
    if (control.opener == Opener::kDefinition) break;
    if (control.opener == either || control.opener == other) {
      return fail_unfinished(dictionary_.control(0));
    }
  }
  return fail(Status::kStray);
}

bool Compiler::open_if() {
  const uint32_t pc = code_.here();
  return branch(Role::kBranchZero, pc) && push(Opener::kIf, pc);
}

bool Compiler::else_part() {
  Control open;
  drop_whiles();
  if (!close(Opener::kIf, Opener::kIf, &open)) return false;
  const uint32_t pc = code_.here();
  if (!branch(Role::kJump, pc)) return false;
  label();
  if (!patch(open.pc, Role::kBranchZero, code_.here())) return false;
  return ok(dictionary_.push({Opener::kElse, pc, 0, open.line, open.column}));
}

bool Compiler::close_if() {
  Control open;
  drop_whiles();
  if (!close(Opener::kIf, Opener::kElse, &open)) return false;
  label();
  return patch(open.pc, open.opener == Opener::kIf ? Role::kBranchZero : Role::kJump, code_.here());
}

bool Compiler::close_begin(Role role) {
  Control open;
  drop_whiles();
  return close(Opener::kBegin, Opener::kBegin, &open) && branch(role, open.pc);
}

// `while` loops back while the flag is true. It stays on the stack in case a `repeat` follows.
bool Compiler::while_part() {
  Control open;
  drop_whiles();
  if (!close(Opener::kBegin, Opener::kBegin, &open)) return false;
  const uint32_t pc = code_.here();
  if (!branch(Role::kBranchNonzero, open.pc)) return false;
  return push(Opener::kWhile, open.pc, pc);
}

// Turns the branch of the `while`, which looped back when true, into one that leaves when false.
bool Compiler::repeat() {
  Control open;
  if (!close(Opener::kWhile, Opener::kWhile, &open)) return false;
  if (!branch(Role::kJump, open.pc)) return false;
  label();
  return patch(open.other, Role::kBranchZero, code_.here());
}

bool Compiler::open_do() {
  if (!emit(Role::kDo)) return false;
  label();
  return push(Opener::kDo, code_.here());
}

bool Compiler::close_do(bool plus) {
  Control open;
  drop_whiles();
  if (!close(Opener::kDo, Opener::kDo, &open)) return false;
  if (plus) {
    if (!emit(Role::kPlusLoop) || !branch(Role::kBranchNonzero, open.pc)) return false;
  } else if (!branch(Role::kLoop, open.pc)) {
    return false;
  }
  label();
  // Each `leave` holds the address of the one before it; the first holds its own.
  for (uint32_t at = open.other; at != 0;) {
    const uint32_t before = code_.target_at(at, Role::kJump);
    if (!patch(at, Role::kJump, code_.here())) return false;
    at = before == at ? 0 : before;
  }
  return true;
}

bool Compiler::leave() {
  for (uint32_t i = 0; i < dictionary_.depth(); ++i) {
    Control open = dictionary_.control(i);
    if (open.opener == Opener::kDefinition) break;
    if (open.opener != Opener::kDo) continue;
    if (!emit(Role::kUnloop)) return false;
    const uint32_t pc = code_.here();
    if (!branch(Role::kJump, open.other == 0 ? pc : open.other)) return false;
    open.other = pc;
    dictionary_.replace(i, open);
    return true;
  }
  return fail(Status::kStray);
}

}  // namespace rexa::vm
