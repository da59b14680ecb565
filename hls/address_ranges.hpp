// Which addresses in system memory can be the same: what is known of every unsigned node before it is computed.
//
// A record's fields differ in low bits that the record number cannot reach, tables lie in ranges of their own;
// so reads and writes of different fields need not wait for each other. Errs on the side of "the same".
#pragma once

#include <cstdint>
#include <vector>

#include "hls/problem.hpp"

namespace rexa::hls {

class AddressRanges {
 public:
  explicit AddressRanges(const Problem& problem);
  // False only when the two nodes never have the same value at once.
  bool may_be_same(int node_a, int node_b) const;

  struct Known {
    std::uint64_t mask = 0, bits = 0;  // which bits are known, and those; zero where not
    std::uint64_t least = 0, most = ~std::uint64_t{0};
  };

 private:
  std::vector<Known> known_;  // by node
};

}  // namespace rexa::hls
