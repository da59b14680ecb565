// How a random program may use each word of a machine: what it takes and leaves, and what its operands must be
// for it not to trap. Read off the IR, so that words of an extension are used as well.
#pragma once

#include <string>
#include <vector>

#include "isa/spec.hpp"

namespace rexa {

enum class OperandKind {
  kAny,
  kAddress,  // of data memory
  kPort,
  kDataIndex,  // how deep in the data stack, from 1
  kLoopIndex,  // how deep in the loop stack, from 1
  kReturnIndex,
  kDivisor,   // traps when zero
  kArgument,  // traps when the word is not defined for it; 2, 10 and 16 never do
  kTarget,   // of a jump
  kTime,     // how long to wait
};

struct WordUse {
  std::string word;
  int op = -1;  // index of the instruction, -1 for a library word
  int inputs[kStackCount] = {0, 0, 0};
  int outputs[kStackCount] = {0, 0, 0};   // the most on any path
  bool uneven = false;                    // the paths differ in what they leave
  bool jumps = false;                     // some path jumps or halts
  bool waits = false;                     // some path lets other tasks run
  bool blocks = false;                    // and it may be for ever
  int access_bytes = 0;                   // the largest memory access
  int cost = 1;                           // instructions that it runs, roughly
  int headroom[kStackCount] = {0, 0, 0};  // cells that a library word needs while it runs
  std::vector<OperandKind> operands;      // of the data stack, [0] the top
};

// The use of one instruction, internal ones too.
WordUse instruction_use(const Machine& machine, int op);

// Every word that a program may write and that is not a directive: instructions first, then library words. Without
// those that wait, throw, or run other words: they take more than operands.
std::vector<WordUse> text_words(const Machine& machine);

}  // namespace rexa
