// Finds the checks of memory addresses in an instruction's IR, as isa/semantics_access.cpp makes them, so that
// a back end can print a shorter test for the usual case: that the address lies in the data of the running
// task's frame.
#pragma once

#include <cstddef>

#include "isa/spec.hpp"

namespace rexa {

struct FrameCheck {
  ValueId address = kNone;  // kNone: the actions there are no such check
  int align = 1;            // bytes
  int parts = 1;            // of so many bytes each that are accessed, one after the other
  std::size_t actions = 0;  // that the check consists of: misaligned, bad_address
};
FrameCheck find_frame_check(const Machine& machine, const InstructionIr& ir, const Block& block,
                            std::size_t first);

bool checks_frame(const Machine& machine, const InstructionIr& ir);

}  // namespace rexa
