#include "vm/compiler_dictionary.hpp"

namespace rexa::vm {
namespace {

constexpr uint8_t kExportedBit = 0x80;

uint32_t value_bytes(EntryKind kind) {
  switch (kind) {
    case EntryKind::kWord:
    case EntryKind::kData:
      return 2;
    case EntryKind::kConst:
      return 4;
    case EntryKind::kDoubleConst:
      return 8;
  }
  return 0;
}

void put(uint8_t* at, uint32_t bytes, uint32_t value) {
  for (uint32_t i = 0; i < bytes; ++i) at[i] = static_cast<uint8_t>(value >> (8 * i));
}

uint32_t get(const uint8_t* at, uint32_t bytes) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < bytes; ++i) value |= static_cast<uint32_t>(at[i]) << (8 * i);
  return value;
}

uint32_t at_most(uint32_t value, uint32_t limit) { return value < limit ? value : limit; }

}  // namespace

Status Dictionary::define(const char* name, uint32_t length, const Entry& entry) {
  const uint32_t values = value_bytes(entry.kind);
  const uint32_t size = 2 + values + length + 1;
  if (size > room()) return Status::kDictionaryFull;
  uint8_t* at = memory_ + top_;
  at[0] = static_cast<uint8_t>(static_cast<uint8_t>(entry.kind) | (entry.exported ? kExportedBit : 0));
  at[1] = static_cast<uint8_t>(length);
  put(at + 2, at_most(values, 4), entry.value);
  if (values == 8) put(at + 6, 4, entry.high);
  for (uint32_t i = 0; i < length; ++i) at[2 + values + i] = static_cast<uint8_t>(name[i]);
  at[size - 1] = static_cast<uint8_t>(size);
  top_ += size;
  return Status::kOk;
}

bool Dictionary::read(uint32_t offset, Entry* entry, uint32_t* next) const {
  if (offset >= top_) return false;
  const uint8_t* at = memory_ + offset;
  entry->kind = static_cast<EntryKind>(at[0] & ~kExportedBit);
  entry->exported = (at[0] & kExportedBit) != 0;
  entry->offset = offset;
  entry->name_length = at[1];
  const uint32_t values = value_bytes(entry->kind);
  entry->value = get(at + 2, at_most(values, 4));
  entry->high = values == 8 ? get(at + 6, 4) : 0;
  entry->name = reinterpret_cast<const char*>(at + 2 + values);
  *next = offset + 2 + values + entry->name_length + 1;
  return true;
}

bool Dictionary::find(const char* name, uint32_t length, uint32_t hide_internal_below, Entry* entry) const {
  bool internal = false;
  for (uint32_t i = 0; i < length; ++i) internal = internal || name[i] == '#';
  const uint32_t bottom = internal ? hide_internal_below : 0;
  uint32_t end = top_;
  while (end > bottom) {
    const uint32_t start = end - memory_[end - 1];
    end = start;
    if (memory_[start + 1] != length) continue;
    uint32_t next = 0;
    read(start, entry, &next);
    uint32_t same = 0;
    while (same < length && entry->name[same] == name[same]) ++same;
    if (same == length) return true;
  }
  return false;
}

void Dictionary::drop_locals(uint32_t start) {
  uint32_t from = start, to = start, next = 0;
  Entry entry;
  while (read(from, &entry, &next)) {
    if (entry.exported) {
      for (uint32_t i = from; i < next; ++i) memory_[to++] = memory_[i];
    }
    from = next;
  }
  top_ = to;
}

void Dictionary::write_control(uint32_t index, const Control& control) {
  uint8_t* at = memory_ + bytes_ - (index + 1) * kControlBytes;
  at[0] = static_cast<uint8_t>(control.opener);
  put(at + 1, 2, control.pc);
  put(at + 3, 2, control.other);
  put(at + 5, 3, at_most(control.line, 0xFFFFFF));
  put(at + 8, 2, at_most(control.column, 0xFFFF));
}

Status Dictionary::push(const Control& control) {
  if (kControlBytes > room()) return Status::kDictionaryFull;
  write_control(depth_++, control);
  return Status::kOk;
}

void Dictionary::replace(uint32_t below_top, const Control& control) {
  write_control(depth_ - 1 - below_top, control);
}

Control Dictionary::control(uint32_t below_top) const {
  const uint8_t* at = memory_ + bytes_ - (depth_ - below_top) * kControlBytes;
  Control control;
  control.opener = static_cast<Opener>(at[0]);
  control.pc = get(at + 1, 2);
  control.other = get(at + 3, 2);
  control.line = get(at + 5, 3);
  control.column = get(at + 8, 2);
  return control;
}

}  // namespace rexa::vm
