// What tasks start from: the cells of system memory and the registers' first values that go with a program.
#pragma once

#include <cstdint>
#include <string>

#include "isa/spec.hpp"
#include "sim/engine.hpp"

namespace rexa {

// Of the library words that the machine itself needs.
struct LibraryPlaces {
  std::uint32_t end = 0;    // first address above the library
  std::uint32_t gate = 0;   // `gate#`
  std::uint32_t start = 0;  // `start#`
};

// The program is one frame with one task of priority 1. Its code are [code_lo, size of program.code), its data
// [data_lo, size of program.data). Does nothing for a machine without tasks.
void start_one_frame(const Machine& machine, Program& program, const LibraryPlaces& library,
                     std::uint32_t code_lo, std::uint32_t data_lo);

// The same for bytecode without a library: one frame that owns all of both memories.
void start_whole_machine(const Machine& machine, Program& program);

// What is wrong with the state that a program starts from, "" when nothing is: every frame and task lies within
// the memories, so that no check of the machine relies on bounds that reach beyond them.
std::string start_fault(const Machine& machine, const Program& program);

}  // namespace rexa
