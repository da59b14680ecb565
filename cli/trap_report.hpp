// How a program that trapped is explained: the trap, the place in the text, the stacks.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/engine.hpp"

namespace rexa::cli {

// "-5 3 70": bottom first, signed, in the cell's width; long stacks show their top.
std::string stack_text(const Machine& machine, const RexaState& state, StackId stack);

// Name, pc, line and column with excerpt and caret, and the three stacks. In library code, the place in the
// program that led there.
std::string trap_report(const Machine& machine, const Program& program, const RexaState& state);

// A task that a trap has ended while others went on, as system memory keeps it until its place is taken.
struct EndedTask {
  int task = 0;
  int trap = 0;
  std::uint32_t pc = 0;
};
std::vector<EndedTask> tasks_ended_by_traps(const Machine& machine, const RexaState& state);
std::string task_report(const Machine& machine, const Program& program, const RexaState& state);

nlohmann::ordered_json state_json(const Machine& machine, const Program& program, const RexaState& state);

// A cell as a signed number.
std::int64_t signed_cell(const Machine& machine, std::uint32_t cell);

}  // namespace rexa::cli
