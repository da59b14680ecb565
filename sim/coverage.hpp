// What a run exercised: every instruction, every trap of every instruction, and every pair of classes
// (instruction, next instruction). A class is the unit an instruction uses, whether it makes the data stack
// grow, and its length: what decides how two instructions meet in a pipeline.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "isa/spec.hpp"
#include "sim/engine_abi.h"

namespace rexa {

// "alu -1 1B": the class of an instruction. Units: move, literal, alu, shift, multiply, divide, read, write,
// port, control, halt; "+return" or "+loop" when it touches that stack.
std::string instruction_class(const Machine& machine, const Instruction& instruction);

// The traps that an instruction can raise: stack checks that its effect implies, and those of its body.
std::vector<int> possible_traps(const Machine& machine, const Instruction& instruction);

class Coverage {
 public:
  explicit Coverage(const Machine& machine);

  // The next records begin a new program: no pair spans the gap.
  void begin_program() { previous_ = -1; }
  void add(const RexaRecord* records, std::uint64_t count);

  struct Figure {
    std::string what;
    std::size_t reached = 0;
    std::size_t possible = 0;
    std::vector<std::string> missing;
  };
  // Instructions, traps, class pairs; in this order.
  std::vector<Figure> figures() const;
  // One line per figure with up to `most` of what is missing.
  std::string report(std::size_t most = 12) const;

  // Executions by op number, system operations included.
  const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
  const Machine& machine_;
  std::vector<std::string> class_names_;
  std::vector<int> class_of_;  // by op
  std::vector<bool> ends_;     // by class: nothing can follow
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> pairs_;     // first class * classes + second
  std::set<std::pair<int, int>> traps_;  // (op or -1, trap)
  std::set<std::pair<int, int>> possible_traps_;
  int previous_ = -1;

  std::string trap_text(const std::pair<int, int>& trap) const;
};

}  // namespace rexa
