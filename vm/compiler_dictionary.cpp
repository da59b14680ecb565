#include "vm/compiler_dictionary.hpp"

#include "vm/word_search.hpp"

namespace rexa::vm {
namespace {

// The first byte of an entry: | exported | flags: 3 bits | kind: 4 bits |
constexpr uint8_t kExportedBit = 0x80;
constexpr uint8_t kFlagBits = Entry::kLive | Entry::kOwn | Entry::kUsed;
constexpr uint32_t kBytesPerPlace = 32;

uint32_t at_most(uint32_t value, uint32_t limit) { return value < limit ? value : limit; }

}  // namespace

Dictionary::Dictionary(uint8_t* memory, uint32_t bytes)
    : memory_(memory), bytes_(static_cast<Offset>(bytes)), controls_(bytes_) {
  uint32_t bits = 1;
  while (bits < 16 && (kBytesPerPlace << (bits + 1)) <= bytes) ++bits;
  shift_ = static_cast<uint8_t>(32 - bits);
  bottom_ = static_cast<Offset>(2u << bits);
  top_ = bottom_;
}

Status Dictionary::clear() {
  if (bottom_ > bytes_) return Status::kDictionaryFull;
  for (uint32_t place = 0; place < bottom_; place += 2) store16(memory_ + place, place);
  top_ = bottom_;
  return Status::kOk;
}

Status Dictionary::define(const char* name, uint32_t length, uint32_t fold, const Definition& definition) {
  const uint32_t size = kHeader + length + value_bytes(definition.kind);
  if (size > room()) return Status::kDictionaryFull;
  const uint32_t place = place_of(fold), top = top_;
  uint8_t* at = memory_ + top;
  at[0] = static_cast<uint8_t>(static_cast<uint8_t>(definition.kind) | definition.flags |
                               (definition.exported ? kExportedBit : 0));
  at[1] = static_cast<uint8_t>(length);
  store16(at + 2, link(place));
  store16(memory_ + place, top);
  top_ = top + size;
  at += kHeader;
  if constexpr (fixed::kFast) {
    for (; length >= 4; length -= 4, at += 4, name += 4) store32(at, load32(name));
  }
  for (; length > 0; --length) *at++ = static_cast<uint8_t>(*name++);
  put_values(at, definition);
  return Status::kOk;
}

void Dictionary::put_values(uint8_t* at, const Definition& definition) {
  const uint32_t values = value_bytes(definition.kind);
  if (values == 2) return store16(at, definition.value);
  store32(at, definition.value);
  if (values == 8) store32(at + 4, definition.high);
}

void Dictionary::read(uint32_t offset, Entry* entry) const {
  const uint8_t* at = memory_ + offset;
  entry->kind = kind(offset);
  entry->flags = at[0] & kFlagBits;
  entry->exported = (at[0] & kExportedBit) != 0;
  entry->offset = offset;
  entry->name_length = at[1];
  entry->name = reinterpret_cast<const char*>(at + kHeader);
  const uint32_t values = value_bytes(entry->kind);
  at += kHeader + entry->name_length;
  entry->value = values == 2 ? load16(at) : load32(at);
  entry->high = values == 8 ? load32(at + 4) : 0;
}

// The entry of that name from `at` on along the links, 0 if there is none.
uint32_t Dictionary::search(uint32_t at, const char* name, uint32_t length) const {
  for (; at >= bottom_; at = link(at + 2)) {
    const uint8_t* entry = memory_ + at;
    if (entry[1] != length) continue;
    const uint8_t* given = entry + kHeader;
    if constexpr (fixed::kFast) {
      if (same_name(reinterpret_cast<const char*>(given), name, length)) return at;
      continue;
    }
    uint32_t same = 0;
    while (same < length && given[same] == static_cast<uint8_t>(name[same])) ++same;
    if (same == length) return at;
  }
  return 0;
}

uint32_t Dictionary::find_below(uint32_t limit, const char* name, uint32_t length, uint32_t fold) const {
  uint32_t at = find(name, length, fold);
  while (at >= limit && at != 0) at = search(link(at + 2), name, length);
  return at;
}

// The oldest entry to go of each place leads to what stays.
void Dictionary::set_top(uint32_t top) {
  if (top < bottom_) top = bottom_;
  for (uint32_t at = top; at < top_; at = next(at)) {
    const uint32_t older = link(at + 2);
    if (older >= top) continue;
    uint32_t place = older;
    while (place >= bottom_) place = link(place + 2);
    store16(memory_ + place, older);
  }
  top_ = top;
}

void Dictionary::filter(uint32_t start, const void* self,
                        bool (*keep)(const void* self, const Dictionary&, uint32_t offset)) {
  const uint32_t end = top_;
  set_top(start);
  for (uint32_t from = top_; from < end;) {
    const uint32_t at = from;
    from = next(at);
    if (!keep(self, *this, at)) continue;
    // The copy lies below what is still to be read.
    Entry entry;
    read(at, &entry);
    define(entry.name, entry.name_length, word_fold(entry.name, entry.name_length), entry);
  }
}

void Dictionary::drop_locals(uint32_t start) {
  filter(start, nullptr,
         [](const void*, const Dictionary& all, uint32_t at) { return all.has(at, kExportedBit); });
}

void Dictionary::update(const Entry& entry) {
  uint8_t* at = memory_ + entry.offset;
  at[0] = static_cast<uint8_t>((at[0] & ~kFlagBits) | entry.flags);
  put_values(at + kHeader + at[1], entry);
}

void Dictionary::write_control(uint32_t offset, const Control& control) {
  uint8_t* at = memory_ + offset;
  store32(at, static_cast<uint32_t>(control.opener) | at_most(control.line, 0xFFFFFF) << 8);
  store16(at + 4, control.pc);
  store16(at + 6, control.other);
  store16(at + 8, at_most(control.column, 0xFFFF));
}

Status Dictionary::push(const Control& control) {
  if (kControlBytes > room()) return Status::kDictionaryFull;
  controls_ = static_cast<Offset>(controls_ - kControlBytes);
  write_control(controls_, control);
  return Status::kOk;
}

Control Dictionary::control(uint32_t below_top) const {
  const uint8_t* at = memory_ + controls_ + below_top * kControlBytes;
  Control control;
  control.opener = static_cast<Opener>(at[0]);
  control.line = load32(at) >> 8;
  control.pc = load16(at + 4);
  control.other = load16(at + 6);
  control.column = load16(at + 8);
  return control;
}

}  // namespace rexa::vm
