// Clocks of the machine 'small' (configuration f5fc884b234f4523), read off its schedule.
// Generated; do not edit. Counted by sim/plugin/clock_observers.hpp.
#pragma once

#include <stdint.h>

namespace rexa::vm {

struct Cycles {
  static constexpr uint32_t kBadPcClocks = 1;
  static constexpr uint32_t kIllegalClocks = 1;
  static constexpr uint32_t kStackTrapClocks = 1;

  // [bytes of the instruction][its pc is odd][the instruction before jumped]
  static constexpr uint8_t kFetchStalls[5][2][2] = {{{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}, {{0, 0}, {0, 1}}, {{1, 1}, {0, 1}}, {{1, 1}, {1, 2}}};

  // Clocks of each path; an instruction's first one is at kFirstPath[op].
  static constexpr uint16_t kPathClocks[] = {
      1,              // kLiteralShort
      1,              // kLiteralLong
      1,              // kLiteralExtend
      1, 1,           // kBranchZero
      1, 1,           // kBranchNonzero
      1,              // kJump
      1,              // kCall
      1,              // kJumpFar
      1,              // kCallFar
      1,              // kReturn
      1,              // kHalt
      1,              // kDup
      1,              // kDrop
      1, 1,           // kQuestionDup
      1,              // kAdd
      18,             // kDiv
      1,              // kLess
      1,              // kToR
      1,              // kRFrom
      2,              // kStore
      1,              // kEmit
      2,              // kPick
      2,              // kInp
  };
  static constexpr uint16_t kFirstPath[] = {
      0, 1, 2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18,
      19, 20, 21, 22, 23, 24, 25, 
  };

  // Clocks until a trap of the instruction's body; the first one is at kFirstTrap[op].
  static constexpr uint16_t kTrapClocks[] = {
      1,              // kDiv
      1, 1,           // kStore
      1,              // kPick
      0,
  };
  static constexpr uint16_t kFirstTrap[] = {
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      1, 1, 1, 1, 3, 3, 4, 
  };
};

}  // namespace rexa::vm
