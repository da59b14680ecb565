// The dictionary of defined words, and the stack of open control structures, in one piece of the caller's
// memory: a hash table at its start, words from there upwards, structures down from its end.
//
// An entry:  | kind | length | link: 2 bytes | name | value: 2, 4 or 8 bytes |
// The top bits of a name's hash pick a place of the table, which leads to the newest entry of the names that
// share it; links lead from each to the next older one, the last one's back to the place, as an empty place
// leads to itself. So what is cut off at the top leaves the rest in order.
#pragma once

#include <stdint.h>

#include "vm/bytes.hpp"
#include "vm/compiler_status.hpp"
#include "vm/fixed_tables.hpp"

namespace rexa::vm {

enum class EntryKind : uint8_t {
  kWord,          // value: address in code memory
  kData,          // value: address in data memory
  kConst,         // value: a cell
  kDoubleConst,   // value: low cell, high cell
  kHostFunction,  // value: number, inputs << 8, outputs << 12
  kExport,        // of vm/frames: an exported word's address and slot, and who calls it
  kFrame,         // of vm/frames: the number of the frame, under its name with a space before it
};

struct Definition {
  EntryKind kind;
  bool exported;
  uint8_t flags;
  uint32_t value;  // of a kExport: address | slot << 16
  uint32_t high;   // of a kDoubleConst; of a kExport: a bit for each frame that calls it
};

struct Entry : Definition {
  // Of a kExport:
  static constexpr uint8_t kLive = 0x40;  // a frame exports it now
  static constexpr uint8_t kOwn = 0x20;   // that is the one being compiled, or replaced by what is compiled
  static constexpr uint8_t kUsed = 0x10;  // the frame being compiled calls it
  // Of a word of the library, which is never a kExport: programs cannot see it.
  static constexpr uint8_t kHidden = 0x40;

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

  // Forgets everything; before any other call. kDictionaryFull: the memory is too small for the table; then
  // nothing else may be called.
  Status clear();
  // `fold` of a name: word_fold() of vm/word_search.hpp.
  Status define(const char* name, uint32_t length, uint32_t fold, const Definition& definition);
  // The newest entry of that name, 0 when there is none.
  REXA_OUT_OF_LINE uint32_t find(const char* name, uint32_t length, uint32_t fold) const {
    const uint32_t newest = link(place_of(fold));
    return newest < bottom_ ? 0 : search(newest, name, length);
  }
  // The newest entry of that name below `limit`, 0 when there is none.
  uint32_t find_below(uint32_t limit, const char* name, uint32_t length, uint32_t fold) const;
  void read(uint32_t offset, Entry* entry) const;

  // Of the entry at an offset; the address of a kWord or kData; where the next entry lies, up to top().
  EntryKind kind(uint32_t offset) const { return static_cast<EntryKind>(memory_[offset] & kKindBits); }
  bool has(uint32_t offset, uint8_t flag) const { return (memory_[offset] & flag) != 0; }
  uint32_t address(uint32_t offset) const { return link(offset + kHeader + memory_[offset + 1]); }
  uint32_t next(uint32_t offset) const {
    return offset + kHeader + memory_[offset + 1] + value_bytes(kind(offset));
  }

  uint32_t bottom() const { return bottom_; }  // of the entries
  uint32_t top() const { return top_; }
  // Forgets the entries from `top` on.
  void set_top(uint32_t top);
  // Forgets the entries from `start` on that are not exported.
  void drop_locals(uint32_t start);
  // Forgets the entries from `start` on that `keep` turns down. It is asked about each in turn, by its offset.
  void filter(uint32_t start, const void* self,
              bool (*keep)(const void* self, const Dictionary&, uint32_t offset));
  // Writes value, high and flags of the entry at entry.offset.
  void update(const Entry& entry);

  Status push(const Control& control);
  bool empty() const { return controls_ == bytes_; }
  uint32_t depth() const { return (bytes_ - controls_) / kControlBytes; }
  Control control(uint32_t below_top) const;
  void replace(uint32_t below_top, const Control& control) {
    write_control(controls_ + below_top * kControlBytes, control);
  }
  void pop() { controls_ = static_cast<Offset>(controls_ + kControlBytes); }
  void clear_controls() { controls_ = bytes_; }

 private:
  // | opener | line: 3 bytes | pc: 2 | other: 2 | column: 2 |
  static constexpr uint32_t kControlBytes = 10;
  static constexpr uint8_t kKindBits = 0x0f;  // of the first byte of an entry
  static constexpr uint32_t kHeader = 4;      // bytes of an entry before its value
  uint32_t room() const { return controls_ - top_; }
  uint32_t search(uint32_t at, const char* name, uint32_t length) const;
  uint32_t place_of(uint32_t fold) const { return (fold_hash(fold) >> shift_) * 2; }
  // What a place leads to, or an entry whose link lies at `at`.
  uint32_t link(uint32_t at) const { return load16(memory_ + at); }
  static constexpr uint32_t value_bytes(EntryKind kind) {
    return kind == EntryKind::kDoubleConst || kind == EntryKind::kExport ? 8
           : kind == EntryKind::kConst                                   ? 4
                                                                         : 2;
  }
  static void put_values(uint8_t* at, const Definition& definition);
  void write_control(uint32_t at, const Control& control);

  uint8_t* memory_;
  Offset bytes_;
  Offset bottom_;
  uint32_t top_;
  Offset controls_;  // where the innermost one lies
  uint8_t shift_;    // of a hash, to its place in the table
};

}  // namespace rexa::vm
