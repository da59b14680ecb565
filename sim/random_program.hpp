// Random programs for lockstep: text in the machine's own language, or bytecode that no text can say.
// Text programs have structured control flow and balanced stacks, so that most run long; every word of the
// build is used, words of extensions too. A share of them raises a trap on purpose, near the end.
// The same machine and options give the same program everywhere.
#pragma once

#include <cstdint>
#include <string>

#include "sim/engine.hpp"

namespace rexa {

struct RandomProgramOptions {
  std::uint64_t seed = 1;
  double steps = 5000;    // instructions to aim at; the program may well run a multiple or a fraction of it
  int trap_percent = 15;  // chance that the program ends in a trap
  int max_tokens = 0;     // length of the text; 0: what fits into code memory
};

std::string random_program(const Machine& machine, const RandomProgramOptions& options);

// The text, compiled; one that does not fit into the machine's memories is replaced by a shorter one.
Result<Program> compiled_random_program(const Machine& machine, RandomProgramOptions options);

// Bytecode without text: instructions in any order, with every operand, kept within the stacks; at times
// cut, bent or replaced by noise, so that illegal encodings and jumps into the middle are met.
Program random_bytecode(const Machine& machine, const RandomProgramOptions& options);

// A compiled program with a few of its code bytes changed.
Program mutated_program(const Machine& machine, const Program& program, std::uint64_t seed);

}  // namespace rexa
