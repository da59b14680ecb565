// The state that a machine with tasks starts from, set up by hand: for bytecode that no text compiler has placed.
#pragma once

#include <string>
#include <vector>

#include "sim/engine.hpp"

namespace rexa {

class SystemImage {
 public:
  explicit SystemImage(const Machine& machine);  // keeps a reference

  std::uint32_t& field(const std::string& table, int record, const std::string& field);
  std::uint32_t& machine_register(const std::string& name);

  // An instruction may begin up to three bytes before the end of the code.
  void frame(int index, std::uint32_t code_lo, std::uint32_t code_bytes, std::uint32_t data_lo,
             std::uint32_t data_bytes);
  // Ready at `pc` with empty stacks; a priority is at most 255.
  void task(int index, int frame, std::uint32_t pc, int priority);
  // What runs first.
  void run(int task);
  void install(Program& program) const;  // entry included

 private:
  const Machine& machine_;
  std::vector<std::uint32_t> system_, registers_;
};

}  // namespace rexa
