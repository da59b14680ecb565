// Decoding by the first byte and, for those first bytes that several instructions share, by the second.
//
//   first[b] = op number | kIllegal | kPage + index into `pages`;   pages[i].second[b] = op number | kIllegal
#pragma once

#include <array>
#include <vector>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"

namespace rexa {

struct DecodeTable {
  static constexpr int kIllegal = -1;
  static constexpr int kPage = 1 << 16;
  struct Page {
    int first_byte = 0;
    std::array<int, 256> second{};
  };
  std::array<int, 256> first{};
  std::vector<Page> pages;
};

// Error: "encoding-too-deep" when an instruction has opcode bits beyond its second byte.
Result<DecodeTable> make_decode_table(const Machine& machine);

}  // namespace rexa
