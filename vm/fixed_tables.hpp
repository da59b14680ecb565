// Where the compiler's parts find their tables. As a rule each object keeps a reference to those it was given.
// With REXA_VM_FIXED_TABLES defined, in firmware for one machine, they are the constants of rexa_tables.hpp (to
// be found on the include path) and no memory is spent on them: what follows from them folds away. Compiled for
// size, the words, the encodings and the library are packed besides (vm/packed_tables.hpp). Same bytecode; no
// listener then, and frames at run time (vm/frames) only with REXA_VM_FRAMES.
#pragma once

#include <stdint.h>

#include "vm/tables.hpp"
#include "vm/word_search.hpp"

#if defined(REXA_VM_FIXED_TABLES) && defined(__OPTIMIZE_SIZE__)
#define REXA_VM_PACKED_TABLES 1
#else
#define REXA_VM_PACKED_TABLES 0
#endif

#if defined(__GNUC__) && REXA_VM_PACKED_TABLES
#define REXA_OUT_OF_LINE __attribute__((noinline))
#else
#define REXA_OUT_OF_LINE
#endif
// For what folds away where its arguments are constants, and is a detour elsewhere.
#if defined(__GNUC__) && !REXA_VM_PACKED_TABLES && defined(__OPTIMIZE__)
#define REXA_IN_LINE inline __attribute__((always_inline))
#else
#define REXA_IN_LINE inline
#endif

#if REXA_VM_PACKED_TABLES
#include "vm/packed_tables.hpp"
#elif defined(REXA_VM_FIXED_TABLES)
#include "rexa_tables.hpp"
#endif

namespace rexa::vm {

// Of no kind when there is no such word: Meaning::known().
inline Meaning search_word(const Tables& tables, const char* name, uint32_t length, uint32_t fold) {
  const Word* const found = tables.search == search_perfect ? perfect_word(tables, name, length, fold)
                                                            : tables.search(tables, name, length, fold);
  return found != nullptr ? found->meaning : Meaning{Meaning::kUnknown};
}

#if defined(REXA_VM_FIXED_TABLES)

namespace fixed {

inline constexpr bool kListens = false;
// Short cuts for what programs are made of: same answers, more code.
inline constexpr bool kFast = !REXA_VM_PACKED_TABLES;
#if defined(REXA_VM_FRAMES)
inline constexpr bool kPlacesFrames = true;
#else
inline constexpr bool kPlacesFrames = false;
#endif
constexpr bool is_set(const void* at) { return at != nullptr; }
inline constexpr bool kCallsHost = kTables.function_count > 0 || kTables.host_calls[0][0] >= 0;

static_assert(kTables.sound());

// An address or a size, at most 65535 where that saves memory.
#if REXA_VM_PACKED_TABLES
using Offset = uint16_t;
#else
using Offset = uint32_t;
#endif

}  // namespace fixed

#if !REXA_VM_PACKED_TABLES
struct ConstantTables {
  static constexpr const Encoding& encoding(int op) { return kEncodings[op]; }
  static constexpr int role(Role role) { return kTables.roles[static_cast<int>(role)]; }
  static int host_call(const HostFunction& function) {
    return kTables.host_calls[function.inputs][function.outputs];
  }
  static Meaning find_word(const char* name, uint32_t length, uint32_t fold) {
    return search_word(kTables, name, length, fold);
  }
  static constexpr const Tables& tables_ = kTables;
};
using FixedTables = ConstantTables;
#else
using FixedTables = PackedTables;
#endif

class UsesTables : protected FixedTables {
 protected:
  explicit UsesTables(const Tables&) {}
  static constexpr bool tables_sound() { return true; }  // as asserted above
  static constexpr uint32_t cell_bits() { return kTables.cell_bits; }
  static constexpr bool has_tasks() { return fixed::is_set(kTables.system); }
  static constexpr const SystemLayout* layout() { return kTables.system; }
  static constexpr uint32_t frame_data_bytes() { return kTables.data_bytes; }
  static int host_call(const HostFunction& function) {
    return fixed::kCallsHost ? FixedTables::host_call(function) : -1;
  }
  static HostFunction function(uint32_t number) { return kHostFunctions[number]; }
  static uint32_t data_address(uint32_t index) { return kHostData[index].address; }
};

#else

namespace fixed {
inline constexpr bool kListens = true;
inline constexpr bool kFast = true;  // short cuts for what programs are made of: same answers, more code
inline constexpr bool kCallsHost = true;
inline constexpr bool kPlacesFrames = true;
using Offset = uint32_t;
}  // namespace fixed

class UsesTables {
 protected:
  explicit UsesTables(const Tables& tables) : tables_(tables) {}
  bool tables_sound() const { return tables_.sound(); }
  uint32_t cell_bits() const { return tables_.cell_bits; }
  bool has_tasks() const { return tables_.system != nullptr; }
  const SystemLayout* layout() const { return tables_.system; }
  const Encoding& encoding(int op) const { return tables_.encodings[op]; }
  int role(Role role) const { return tables_.roles[static_cast<int>(role)]; }
  int host_call(const HostFunction& function) const {
    return tables_.host_calls[function.inputs][function.outputs];
  }
  uint32_t frame_data_bytes() const { return tables_.data_bytes; }
  const HostFunction& function(uint32_t number) const { return tables_.functions[number]; }
  uint32_t data_address(uint32_t index) const { return tables_.data[index].address; }
  Meaning find_word(const char* name, uint32_t length, uint32_t fold) const {
    return search_word(tables_, name, length, fold);
  }

  const Tables& tables_;
};

#endif

using fixed::Offset;

}  // namespace rexa::vm
