// Bounds on the execution time of a program and of each of its words: the most instructions, and the most clocks
// on the configuration's core, that it can take whatever comes in at its ports.
//
// Abstract execution (Gustafsson et al. 2006): the program runs on ranges of values; where a branch is open both
// ways are taken and joined again where they meet, at the greater cost. Loops whose ends follow from what is
// known (counted loops above all) bound themselves. Of any other, a comment behind its `begin` or `do` tells how
// often its body runs at most:  begin ( loops 20 ) ... until
// Not in a bound: other tasks, and the time that a task waits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "sim/abstract_machine.hpp"

namespace rexa {

struct WcetOptions {
  std::uint64_t most_steps = 20'000'000;  // of the abstract execution, for each word
  std::uint64_t most_open_rounds = 2000;  // of a loop that might end each time: then it has no bound
};

struct WcetBound {
  std::string word;  // empty: the whole program
  std::uint32_t pc = 0;
  std::optional<Cost> bound;
  bool may_trap = false;
  // Why there is no bound, and where in the text (line 0: in no text).
  std::string reason;
  Where where;
};

// `cycles` is the configuration's (hls::cycle_table). The word's arguments and all memory count as unknown. An
// error when the program has no such word.
Result<WcetBound> wcet_of_word(const Machine& machine, const CycleTable& cycles, const Program& program,
                               const std::string& word, const WcetOptions& options = {});
WcetBound wcet_of_program(const Machine& machine, const CycleTable& cycles, const Program& program,
                          const WcetOptions& options = {});

}  // namespace rexa
