// The dictionary of defined words, and the stack of open control structures, in one piece of the caller's
// memory: a hash table at its start, words from there upwards, structures down from its end.
//
// An entry:  | kind | length | link: 2 bytes | value: 2, 4 or 8 bytes | name |
// The top bits of a name's hash pick a place of the table, which leads to the newest entry of the names that
// share it; links lead from each to the next older one. So what is cut off at the top leaves the rest in order.
#pragma once

#include <stdint.h>

#include "vm/compiler_status.hpp"
#include "vm/fixed_tables.hpp"

namespace rexa::vm {

enum class EntryKind : uint8_t {
  kWord,         // value: address in code memory
  kData,         // value: address in data memory
  kConst,        // value: a cell
  kDoubleConst,  // value: low cell, high cell
  kHostFunction,  // value: number, inputs << 8, outputs << 12
  kExport,       // of vm/frames: an exported word's address and slot, and who calls it
  kFrame,        // of vm/frames: the number of the frame, under its name with a space before it
};

struct Entry {
  // Of a kExport:
  static constexpr uint8_t kLive = 0x40;  // a frame exports it now
  static constexpr uint8_t kOwn = 0x20;   // that is the one being compiled, or replaced by what is compiled
  static constexpr uint8_t kUsed = 0x10;  // the frame being compiled calls it

  EntryKind kind;
  bool exported;
  uint8_t flags;
  uint32_t value;    // of a kExport: address | slot << 16
  uint32_t high;     // of a kDoubleConst; of a kExport: a bit for each frame that calls it
  uint32_t offset;   // of the entry in dictionary memory
  const char* name;  // not terminated
  uint32_t name_length;
};

struct Control {
  Opener opener = Opener::kIf;
  uint32_t pc = 0;     // of the branch to patch, or to go back to
  uint32_t other = 0;  // kWhile: the branch; kDo: the last `leave`, 0 when there is none
  uint32_t line = 0, column = 0;
};

class Dictionary {
 public:
  Dictionary(uint8_t* memory, uint32_t bytes);

  // Forgets everything; before any other call.
  void clear();
  // `hash` of a name: word_hash() of vm/word_search.hpp.
  Status define(const char* name, uint32_t length, uint32_t hash, const Entry& entry);
  // The newest entry of that name, 0 when there is none. Entries below `hide_internal_below` whose name has a '#'
  // are passed over.
  uint32_t find(const char* name, uint32_t length, uint32_t hash, uint32_t hide_internal_below) const {
    const uint32_t newest = head(hash);
    return newest == 0 ? 0 : find_from(newest, name, length, hide_internal_below);
  }
  // The newest entry of that name below `limit`, 0 when there is none.
  uint32_t find_below(uint32_t limit, const char* name, uint32_t length, uint32_t hash) const;
  void read(uint32_t offset, Entry* entry) const { read_entry(offset, entry); }

  // Of the entry at an offset; the address of a kWord or kData.
  EntryKind kind(uint32_t offset) const { return static_cast<EntryKind>(memory_[offset] & kKindBits); }
  uint32_t address(uint32_t offset) const {
    return memory_[offset + kHeader] | static_cast<uint32_t>(memory_[offset + kHeader + 1]) << 8;
  }

  uint32_t bottom() const { return bottom_; }  // of the entries
  uint32_t top() const { return top_; }
  // Forgets the entries from `top` on.
  void set_top(uint32_t top);
  // Forgets the entries from `start` on that are not exported.
  void drop_locals(uint32_t start);
  // Forgets the entries from `start` on that `keep` turns down.
  void filter(uint32_t start, void* self, bool (*keep)(void* self, const Entry& entry));
  // Writes value, high and flags of the entry at entry.offset.
  void update(const Entry& entry);
  // Entry at an offset, for walking upwards; false at the end.
  bool read(uint32_t offset, Entry* entry, uint32_t* next) const;

  Status push(const Control& control);
  bool empty() const { return depth_ == 0; }
  uint32_t depth() const { return depth_; }
  Control control(uint32_t below_top) const;
  void replace(uint32_t below_top, const Control& control);
  void pop() { --depth_; }
  void clear_controls() { depth_ = 0; }

 private:
  // opener 1, pc 2, other 2, line 3, column 2
  static constexpr uint32_t kControlBytes = 10;
  static constexpr uint8_t kKindBits = 0x0f;  // of the first byte of an entry
  static constexpr uint32_t kHeader = 4;      // bytes of an entry before its value
  uint32_t room() const { return bytes_ - depth_ * kControlBytes - top_; }
  uint32_t search(uint32_t at, const char* name, uint32_t length) const;
  uint32_t read_entry(uint32_t offset, Entry* entry) const;
  uint32_t find_from(uint32_t at, const char* name, uint32_t length, uint32_t hide_internal_below) const;
  // Of the newest entry with that place of the table; 0 when there is none.
  uint32_t head(uint32_t hash) const {
    const uint8_t* place = memory_ + (hash >> shift_) * 2;
    return bottom_ == 0 ? 0 : place[0] | static_cast<uint32_t>(place[1]) << 8;
  }
  void write_control(uint32_t index, const Control& control);

  uint8_t* memory_;
  Offset bytes_;
  Offset bottom_;
  uint32_t top_;
  Offset depth_ = 0;
  uint8_t shift_;  // of a hash, to its place in the table
};

}  // namespace rexa::vm
