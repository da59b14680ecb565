// The last bytes of a fuzzer's input choose sizes and modes; what stands before them is text or bytecode, so
// that ordinary programs serve as seeds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace rexa::fuzz {

class Input {
 public:
  Input(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), size_(size) {}

  // Takes a number in [0, limit) off the end.
  std::uint32_t choose(std::uint32_t limit) {
    std::uint32_t value = 0;
    for (int i = 0; i < 2 && size_ > 0; ++i) value = value << 8 | bytes_[--size_];
    return value % limit;
  }
  const std::uint8_t* bytes() const { return bytes_; }
  const char* text() const { return reinterpret_cast<const char*>(bytes_); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(size_); }

 private:
  const std::uint8_t* bytes_;
  std::size_t size_;
};

inline void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: violated: %s\n", what);
  std::abort();
}

}  // namespace rexa::fuzz
