// What the compiler calls to fill and copy objects: there is no C library.
#include <stddef.h>
#include <stdint.h>

namespace {

using Word = uint32_t __attribute__((may_alias));

bool aligned(const void* at) { return reinterpret_cast<uintptr_t>(at) % 4 == 0; }

}  // namespace

extern "C" {

__attribute__((used)) void* memset(void* to, int value, size_t bytes) {
  auto* at = static_cast<uint8_t*>(to);
  const auto byte = static_cast<uint8_t>(value);
  for (; bytes > 0 && !aligned(at); --bytes) *at++ = byte;
  for (; bytes >= 4; bytes -= 4, at += 4) *reinterpret_cast<Word*>(at) = byte * 0x01010101u;
  for (; bytes > 0; --bytes) *at++ = byte;
  return to;
}

__attribute__((used)) void* memcpy(void* to, const void* from, size_t bytes) {
  auto* at = static_cast<uint8_t*>(to);
  auto* source = static_cast<const uint8_t*>(from);
  if (aligned(at) && aligned(source)) {
    for (; bytes >= 4; bytes -= 4, at += 4, source += 4) {
      *reinterpret_cast<Word*>(at) = *reinterpret_cast<const Word*>(source);
    }
  }
  for (; bytes > 0; --bytes) *at++ = *source++;
  return to;
}
}
