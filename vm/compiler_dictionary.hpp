// The dictionary of defined words, and the stack of open control structures, in one piece of the caller's
// memory: words grow up from its start, structures down from its end.
//
// An entry:  | kind | length | value: 2, 4 or 8 bytes | name | size of the entry |
// The size at the end lets a search walk from the newest entry to the oldest.
#pragma once

#include <stdint.h>

#include "vm/compiler_status.hpp"

namespace rexa::vm {

enum class EntryKind : uint8_t {
  kWord,         // value: address in code memory
  kData,         // value: address in data memory
  kConst,        // value: a cell
  kDoubleConst,  // value: low cell, high cell
};

struct Entry {
  EntryKind kind = EntryKind::kWord;
  bool exported = false;
  uint32_t value = 0;
  uint32_t high = 0;           // of a kDoubleConst
  uint32_t offset = 0;         // of the entry in dictionary memory
  const char* name = nullptr;  // not terminated
  uint32_t name_length = 0;
};

struct Control {
  Opener opener = Opener::kIf;
  uint32_t pc = 0;     // of the branch to patch, or to go back to
  uint32_t other = 0;  // kWhile: the branch; kDo: the last `leave`, 0 when there is none
  uint32_t line = 0, column = 0;
};

class Dictionary {
 public:
  Dictionary(uint8_t* memory, uint32_t bytes) : memory_(memory), bytes_(bytes) {}

  Status define(const char* name, uint32_t length, const Entry& entry);
  // The newest entry of that name. Entries below `hide_internal_below` whose name has a '#' are passed over.
  bool find(const char* name, uint32_t length, uint32_t hide_internal_below, Entry* entry) const;

  uint32_t top() const { return top_; }
  void set_top(uint32_t top) { top_ = top; }
  // Forgets the entries from `start` on that are not exported.
  void drop_locals(uint32_t start);
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
  uint32_t room() const { return bytes_ - depth_ * kControlBytes - top_; }
  void write_control(uint32_t index, const Control& control);

  uint8_t* memory_;
  uint32_t bytes_;
  uint32_t top_ = 0;
  uint32_t depth_ = 0;
};

}  // namespace rexa::vm
