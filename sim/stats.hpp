// Figures of one run: instructions, clocks, and how often each instruction ran.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/spec.hpp"
#include "sim/engine_abi.h"

namespace rexa {

class Stats {
 public:
  explicit Stats(const Machine& machine) : machine_(machine), counts_(machine.instructions.size()) {}

  void add(const RexaRecord* records, std::uint64_t count);
  std::uint64_t retired() const { return retired_; }
  // Clocks up to the last record; 0 on an engine that does not count them.
  std::uint64_t cycles() const { return cycles_; }

  struct Row {
    std::string word;
    std::uint64_t count = 0;
  };
  // Instructions that ran, most often first; ties in spec order.
  std::vector<Row> rows() const;
  // Retired, clocks, clocks per instruction, then one line per row.
  std::string report() const;

 private:
  const Machine& machine_;
  std::vector<std::uint64_t> counts_;  // retired, by op number
  std::uint64_t retired_ = 0;
  std::uint64_t cycles_ = 0;
};

// "1.53"; "-" when nothing retired or no clocks were counted.
std::string cycles_per_instruction(std::uint64_t cycles, std::uint64_t retired);

}  // namespace rexa
