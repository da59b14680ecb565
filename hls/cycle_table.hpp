// Clocks that every path through every instruction takes on one configuration's core.
// Read off the schedule (hls/schedule.hpp), so that a model counting with it agrees with the Verilog exactly.
// Nothing in it depends on data: see "Timing is a function of the path" in the developer guide.
#pragma once

#include <vector>

namespace rexa {

struct CycleTable {
  struct Entry {
    // By path index of the InstructionIr: clocks from the first one of the instruction to the one it retires in.
    std::vector<int> path_clocks;
    // One per trap, as trap_actions() orders them: the clocks until an instruction that takes this trap retires.
    std::vector<int> trap_clocks;
  };
  std::vector<Entry> instructions;  // by op number: instructions, then system operations

  // After a path that rebases the stacks the next operation waits this long for their top cells, and for no fetch.
  int refill_clocks = 0;

  // What is not an instruction's own: the trap of a stack check, of a pc beyond code memory, of an illegal code.
  static constexpr int kStackTrapClocks = 1;
  static constexpr int kBadPcClocks = 1;  // nothing is fetched, so no stalls either
  static constexpr int kIllegalClocks = 1;
};

// Clocks that the core waits for an instruction of `length` bytes (1 to 4). Code memory is two bytes wide and
// read ahead by one word: after straight-line code an odd pc finds three bytes ready, after a jump only one;
// an even pc finds two. `jumped`: the instruction before took a path with a jump; true for the first of all.
constexpr int fetch_stalls(int length, bool pc_odd, bool jumped) {
  const int ready = pc_odd ? (jumped ? 1 : 3) : 2;
  return length <= ready ? 0 : (length - ready + 1) / 2;
}

}  // namespace rexa
