// Integers in memory at any address, low byte first unless named otherwise: one access where the processor can.
#pragma once

#include <stdint.h>

namespace rexa::vm {

template <class Whole>
inline Whole low_first(Whole value) {
  static_assert(sizeof(Whole) == 2 || sizeof(Whole) == 4);
  if constexpr (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) return value;
  if constexpr (sizeof(Whole) == 2) return __builtin_bswap16(value);
  return __builtin_bswap32(value);
}
template <class Whole>
inline uint32_t load(const void* from) {
  Whole value;
  __builtin_memcpy(&value, from, sizeof value);
  return low_first(value);
}
template <class Whole>
inline void store(void* to, uint32_t value) {
  const Whole whole = low_first(static_cast<Whole>(value));
  __builtin_memcpy(to, &whole, sizeof whole);
}
inline uint32_t load16(const void* from) { return load<uint16_t>(from); }
inline uint32_t load32(const void* from) { return load<uint32_t>(from); }
inline void store16(void* to, uint32_t value) { store<uint16_t>(to, value); }
inline void store32(void* to, uint32_t value) { store<uint32_t>(to, value); }
inline void store16_high_first(void* to, uint32_t value) {
  store16(to, __builtin_bswap16(static_cast<uint16_t>(value)));
}

}  // namespace rexa::vm
