#include "vm/compiler_number.hpp"

namespace rexa::vm {
namespace {

// 99 for what is no digit in any base.
uint32_t digit_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint32_t>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<uint32_t>(c - 'A') + 10;
  return 99;
}

}  // namespace

Number parse_number(const char* text, uint32_t length, uint32_t cell_bits) {
  Number number;
  uint32_t at = 0;
  const bool negative = length > 0 && text[0] == '-';
  if (negative) at = 1;
  uint32_t base = 10;
  if (length - at >= 2 && (text[at] == '$' || text[at] == '%')) {
    base = text[at] == '$' ? 16 : 2;
    at += 1;
  } else if (length - at >= 2 && text[at] == '0' && (text[at + 1] == 'x' || text[at + 1] == 'b')) {
    base = text[at + 1] == 'x' ? 16 : 2;
    at += 2;
  }
  const bool prefixed = base != 10;
  const bool is_double = length > at && text[length - 1] == 'l';
  const uint32_t end = is_double ? length - 1 : length;
  const NumberKind not_digits = prefixed ? NumberKind::kBad : NumberKind::kNone;
  if (at >= end) {
    number.kind = not_digits;
    return number;
  }
  const uint64_t limit = is_double && cell_bits == 32 ? UINT64_MAX : UINT32_MAX;
  uint64_t magnitude = 0;
  bool too_large = false;
  for (; at < end; ++at) {
    const uint32_t digit = digit_value(text[at]);
    if (digit >= base) {
      number.kind = not_digits;
      return number;
    }
    uint64_t next = 0;
    if (__builtin_mul_overflow(magnitude, static_cast<uint64_t>(base), &next) ||
        __builtin_add_overflow(next, static_cast<uint64_t>(digit), &next) || next > limit) {
      too_large = true;
      continue;
    }
    magnitude = next;
  }
  number.kind = too_large ? NumberKind::kRange : is_double ? NumberKind::kDouble : NumberKind::kSingle;
  number.value = negative ? ~magnitude + 1 : magnitude;
  return number;
}

}  // namespace rexa::vm
