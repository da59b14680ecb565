// Words that frames export to each other: what the compiler of a frame sees of the others.
#include "vm/compiler_emit.hpp"

namespace rexa::vm {

// Of another frame's entries only a word that it exports can be seen, else the next older entry of that name.
uint32_t Compiler::visible(uint32_t offset) const {
  while (offset >= library_top_) {
    Entry entry;
    dictionary_.read(offset, &entry);
    if (entry.kind == EntryKind::kExport && (entry.flags & Entry::kOwn) == 0) return offset;
    offset = dictionary_.find_below(offset, token_, token_length_, fold_);
  }
  return offset != 0 && dictionary_.has(offset, Entry::kHidden) ? 0 : offset;
}

// The entry below `limit` for the exported name that the token is, 0 when there is none.
uint32_t Compiler::older_export(uint32_t limit) const {
  uint32_t offset = dictionary_.find_below(limit, token_, token_length_, fold_);
  while (offset >= library_top_ && offset != 0) {
    Entry entry;
    dictionary_.read(offset, &entry);
    if (entry.kind == EntryKind::kExport) return offset;
    offset = dictionary_.find_below(offset, token_, token_length_, fold_);
  }
  return 0;
}

bool Compiler::may_export() {
  const uint32_t older = older_export(dictionary_.top());
  if (older == 0) {
    if (free_exports_ == 0) return fail(Status::kExportsFull);
    free_exports_ -= 1;
    return true;
  }
  Entry entry;
  dictionary_.read(older, &entry);
  const bool taken = (entry.flags & Entry::kLive) != 0 && (entry.flags & Entry::kOwn) == 0;
  return !taken || fail(Status::kExportTaken);
}

// A word of the frame itself is called, another frame's through its slot, which outlives that frame.
bool Compiler::compile_export(const Entry& entry) {
  if (entry.offset >= mark_.top || (entry.flags & Entry::kOwn) != 0) return call(entry.value & 0xffff);
  if ((entry.flags & Entry::kLive) == 0) return fail(Status::kNotExported);
  Entry used = entry;
  used.flags |= Entry::kUsed;
  dictionary_.update(used);
  return emit(Role::kCallFrame, entry.value >> 16);
}

// The token of another frame's word is that of a stub of one's own that calls it.
bool Compiler::tick_export(const Entry& entry) {
  if (entry.offset >= mark_.top || (entry.flags & Entry::kOwn) != 0) return literal(entry.value & 0xffff);
  const uint32_t skip = code_.here();
  if (!branch(skip_role(), skip)) return false;
  const uint32_t stub = code_.here();
  if (!compile_export(entry) || !emit(Role::kReturn)) return false;
  label();
  stub_ = true;
  return patch(skip, skip_role(), code_.here()) && literal(stub);
}

}  // namespace rexa::vm
