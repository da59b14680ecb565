// Numbers in program text: `12 -7 $ff 0xff %101 0b101`, and doubles with a trailing `l`.
#pragma once

#include <stdint.h>

#include "vm/fixed_tables.hpp"

namespace rexa::vm {

enum class NumberKind : uint8_t { kNone, kSingle, kDouble, kBad, kRange };

#if defined(REXA_VM_FIXED_TABLES)
template <int kCellBits>
struct CellPair {
  using Type = uint32_t;
};
template <>
struct CellPair<32> {
  using Type = uint64_t;
};
using NumberValue = CellPair<kTables.cell_bits>::Type;
#else
using NumberValue = uint64_t;
#endif

struct Number {
  NumberKind kind = NumberKind::kNone;
  NumberValue value = 0;  // two's complement; a single's low cell is its value
};

// kNone: not a number at all (then it may be a word). kBad: it has a number's prefix, but wrong digits.
// kRange: the magnitude exceeds 32 bits (single) or two cells (double).
Number parse_number(const char* text, uint32_t length, uint32_t cell_bits);

}  // namespace rexa::vm
