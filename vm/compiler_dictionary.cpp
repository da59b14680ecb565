#include "vm/compiler_dictionary.hpp"

#include "vm/word_search.hpp"

namespace rexa::vm {
namespace {

// The first byte of an entry: | exported | flags: 3 bits | kind: 4 bits |
constexpr uint8_t kExportedBit = 0x80;
constexpr uint8_t kFlagBits = Entry::kLive | Entry::kOwn | Entry::kUsed;
constexpr uint32_t kBytesPerHead = 32;

uint32_t value_bytes(EntryKind kind) {
  return kind == EntryKind::kDoubleConst || kind == EntryKind::kExport ? 8 : kind == EntryKind::kConst ? 4 : 2;
}

void put(uint8_t* at, uint32_t bytes, uint32_t value) {
  for (; bytes > 0; --bytes, value >>= 8) *at++ = static_cast<uint8_t>(value);
}

void put2(uint8_t* at, uint32_t value) {
  at[0] = static_cast<uint8_t>(value);
  at[1] = static_cast<uint8_t>(value >> 8);
}

uint32_t get2(const uint8_t* at) { return at[0] | static_cast<uint32_t>(at[1]) << 8; }
uint32_t get4(const uint8_t* at) { return get2(at) | get2(at + 2) << 16; }

uint32_t at_most(uint32_t value, uint32_t limit) { return value < limit ? value : limit; }

}  // namespace

Dictionary::Dictionary(uint8_t* memory, uint32_t bytes) : memory_(memory), bytes_(bytes) {
  uint32_t bits = 1;
  while (bits < 16 && (kBytesPerHead << (bits + 1)) <= bytes) ++bits;
  shift_ = static_cast<uint8_t>(32 - bits);
  bottom_ = bytes < kBytesPerHead ? 0 : uint32_t{2} << bits;
  top_ = bottom_;
}

void Dictionary::clear() {
  for (uint32_t i = 0; i < bottom_; ++i) memory_[i] = 0;
  top_ = bottom_;
}

Status Dictionary::define(const char* name, uint32_t length, uint32_t hash, const Entry& entry) {
  const uint32_t values = value_bytes(entry.kind);
  const uint32_t size = kHeader + values + length;
  if (bottom_ == 0 || size > room()) return Status::kDictionaryFull;
  uint8_t* at = memory_ + top_;
  at[0] = static_cast<uint8_t>(static_cast<uint8_t>(entry.kind) | entry.flags | (entry.exported ? kExportedBit : 0));
  at[1] = static_cast<uint8_t>(length);
  put2(at + 2, head(hash));
  put2(memory_ + (hash >> shift_) * 2, top_);
  put(at + kHeader, at_most(values, 4), entry.value);
  if (values == 8) put(at + kHeader + 4, 4, entry.high);
  at += kHeader + values;
  for (uint32_t i = 0; i < length; ++i) at[i] = static_cast<uint8_t>(name[i]);
  top_ += size;
  return Status::kOk;
}

// Returns where the next entry lies.
uint32_t Dictionary::read_entry(uint32_t offset, Entry* entry) const {
  const uint8_t* at = memory_ + offset;
  entry->kind = static_cast<EntryKind>(at[0] & kKindBits);
  entry->flags = at[0] & kFlagBits;
  entry->exported = (at[0] & kExportedBit) != 0;
  entry->offset = offset;
  entry->name_length = at[1];
  const uint32_t values = value_bytes(entry->kind);
  at += kHeader;
  entry->value = values == 2 ? get2(at) : get4(at);
  entry->high = values == 8 ? get4(at + 4) : 0;
  entry->name = reinterpret_cast<const char*>(at + values);
  return offset + kHeader + values + entry->name_length;
}

bool Dictionary::read(uint32_t offset, Entry* entry, uint32_t* next) const {
  if (offset >= top_) return false;
  *next = read_entry(offset, entry);
  return true;
}

// The entry of that name from `at` on along the links, 0 if there is none.
uint32_t Dictionary::search(uint32_t at, const char* name, uint32_t length) const {
  for (; at != 0; at = get2(memory_ + at + 2)) {
    const uint8_t* entry = memory_ + at;
    if (entry[1] != length) continue;
    const uint8_t* given = entry + kHeader + value_bytes(static_cast<EntryKind>(entry[0] & kKindBits));
    if constexpr (fixed::kFast) {
      if (same_name(reinterpret_cast<const char*>(given), name, length)) break;
      continue;
    }
    uint32_t same = 0;
    while (same < length && given[same] == static_cast<uint8_t>(name[same])) ++same;
    if (same == length) break;
  }
  return at;
}

uint32_t Dictionary::find_from(uint32_t at, const char* name, uint32_t length,
                               uint32_t hide_internal_below) const {
  at = search(at, name, length);
  if (at >= hide_internal_below) return at;
  for (uint32_t i = 0; i < length; ++i) {
    if (name[i] == '#') return 0;
  }
  return at;
}

uint32_t Dictionary::find_below(uint32_t limit, const char* name, uint32_t length, uint32_t hash) const {
  uint32_t at = search(head(hash), name, length);
  while (at >= limit && at != 0) at = search(get2(memory_ + at + 2), name, length);
  return at;
}

// Each place of the table goes back to where the oldest of its entries that are dropped leads.
void Dictionary::set_top(uint32_t top) {
  if (top < bottom_) top = bottom_;
  Entry entry;
  for (uint32_t at = top, next = 0; read(at, &entry, &next); at = next) {
    const uint32_t older = get2(memory_ + at + 2);
    if (older < top) put2(memory_ + (word_hash(entry.name, entry.name_length) >> shift_) * 2, older);
  }
  top_ = top;
}

void Dictionary::filter(uint32_t start, void* self, bool (*keep)(void* self, const Entry& entry)) {
  const uint32_t end = top_;
  set_top(start);
  for (uint32_t from = top_; from < end;) {
    Entry entry;
    from = read_entry(from, &entry);
    // The copy lies below what is still to be read.
    if (keep(self, entry)) define(entry.name, entry.name_length, word_hash(entry.name, entry.name_length), entry);
  }
}

void Dictionary::drop_locals(uint32_t start) {
  filter(start, nullptr, [](void*, const Entry& entry) { return entry.exported; });
}

void Dictionary::update(const Entry& entry) {
  uint8_t* at = memory_ + entry.offset;
  at[0] = static_cast<uint8_t>((at[0] & ~kFlagBits) | entry.flags);
  const uint32_t values = value_bytes(entry.kind);
  put(at + kHeader, at_most(values, 4), entry.value);
  if (values == 8) put(at + kHeader + 4, 4, entry.high);
}

void Dictionary::write_control(uint32_t index, const Control& control) {
  uint8_t* at = memory_ + bytes_ - (index + 1) * kControlBytes;
  at[0] = static_cast<uint8_t>(control.opener);
  put2(at + 1, control.pc);
  put2(at + 3, control.other);
  put(at + 5, 3, at_most(control.line, 0xFFFFFF));
  put2(at + 8, at_most(control.column, 0xFFFF));
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
  control.pc = get2(at + 1);
  control.other = get2(at + 3);
  control.line = get2(at + 5) | static_cast<uint32_t>(at[7]) << 16;
  control.column = get2(at + 8);
  return control;
}

}  // namespace rexa::vm
