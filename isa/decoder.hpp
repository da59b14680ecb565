// Which instruction lies at a place in code: what a machine decides before it carries one out.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/spec.hpp"

namespace rexa {

class Decoder {
 public:
  explicit Decoder(const Machine& machine);  // keeps a reference

  // Op number of the instruction that begins with these four bytes, the first one highest; -1: there is none.
  int op(std::uint32_t bytes) const;
  // Whether instructions that begin with this byte differ by a later one.
  bool shared(std::uint8_t first_byte) const;
  // Bytes that a machine has to see before it knows that there is no such instruction.
  int bytes_to_refuse(std::uint8_t first_byte) const;

 private:
  const Format& format(int op) const;

  const Machine& machine_;
  std::array<std::vector<int>, 256> candidates_;  // op numbers by first byte
};

}  // namespace rexa
