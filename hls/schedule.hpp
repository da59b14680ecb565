// A schedule: the clock cycle (step) of every node and effect of an instruction, and the length of each path.
//
// Steps count from 0. Registers are written at a path's commit step alone, so leaves stay stable until then;
// RAM and ports are written earlier, but never before the last trap that could still undo the instruction.
#pragma once

#include "hls/cycle_table.hpp"
#include "hls/problem.hpp"

namespace rexa::hls {

struct Schedule {
  Problem problem;
  std::vector<int> issue;        // by node: step in which it is computed or issued; kNone: not needed
  std::vector<int> ready;        // by node: first step in which its result can be used
  std::vector<int> level;        // by node: ALU levels behind it in its ready step
  std::vector<int> effect_step;  // by effect
  std::vector<int> commit_step;  // by path
  std::vector<int> last_use;     // by node: last step that uses it
  int steps = 1;
};

Schedule schedule(Problem problem);

// Does the schedule respect every dependence, resource and chaining limit? Independent of how it was found.
Diagnostics verify(const Schedule& schedule);

// Schedules of all instructions of the machine, by op number; check and verify have passed.
Result<std::vector<Schedule>> schedule_machine(const Machine& machine);

CycleTable cycle_table(const std::vector<Schedule>& schedules);

// For people: what happens in which step.
std::string print_schedule(const Schedule& schedule);

}  // namespace rexa::hls
