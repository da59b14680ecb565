#include "vm/compiler_number.hpp"

namespace rexa::vm {
namespace {

// 99 for what is no digit in any base.
uint32_t digit_value(char c) {
  const uint32_t decimal = static_cast<uint32_t>(c) - '0';
  if (decimal <= 9) return decimal;
  const uint32_t letter = (static_cast<uint32_t>(c) | 0x20) - 'a';
  return letter < 6 ? letter + 10 : 99;
}

}  // namespace

Number parse_number(const char* text, uint32_t length, uint32_t cell_bits) {
  Number number;
  const char* at = text;
  const char* end = text + length;
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  uint32_t base = 10;
  [[maybe_unused]] uint32_t safe = 9;  // so many digits fit 32 bits whatever they are
  if (end - at >= 2) {
    const char prefix = *at == '0' ? at[1] : *at;
    if (prefix == (*at == '0' ? 'x' : '$')) base = 16, safe = 8;
    if (prefix == (*at == '0' ? 'b' : '%')) base = 2, safe = 32;
    if (base != 10) at += *at == '0' ? 2 : 1;
  }
  const NumberKind not_digits = base != 10 ? NumberKind::kBad : NumberKind::kNone;
  const bool is_double = end > at && end[-1] == 'l';
  if (is_double) --end;
  number.kind = not_digits;
  if (at == end) return number;
  uint32_t low = 0;
#if !defined(__OPTIMIZE_SIZE__)
  const char* const safe_end = static_cast<uint32_t>(end - at) > safe ? at + safe : end;
  for (; at != safe_end; ++at) {
    const uint32_t digit = digit_value(*at);
    if (digit >= base) return number;
    low = low * base + digit;
  }
#endif
  NumberValue magnitude = low;
  bool too_large = false;
  for (; at != end; ++at) {
    const uint32_t digit = digit_value(*at);
    if (digit >= base) return number;
    // In two halves, the high one with what overflows a cell pair.
    const uint64_t below = uint64_t{static_cast<uint32_t>(magnitude)} * base + digit;
    if constexpr (sizeof(NumberValue) == 8) {
      const uint64_t above = (uint64_t{magnitude} >> 32) * base + (below >> 32);
      too_large = too_large || above >> 32 != 0 || (above != 0 && !(is_double && cell_bits == 32));
      magnitude = above << 32 | (below & 0xffffffff);
    } else {
      too_large = too_large || below >> 32 != 0;
      magnitude = static_cast<uint32_t>(below);
    }
  }
  number.kind = too_large ? NumberKind::kRange : is_double ? NumberKind::kDouble : NumberKind::kSingle;
  number.value = negative ? ~magnitude + 1 : magnitude;
  return number;
}

}  // namespace rexa::vm
