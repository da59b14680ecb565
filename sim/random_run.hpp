// Lockstep over as many random programs as it takes to retire a number of instructions, and what to do when one
// of them shows a difference: make it small.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/lockstep.hpp"
#include "sim/random_program.hpp"

namespace rexa {

struct RandomRunOptions {
  std::uint64_t instructions = 1'000'000;  // at least so many retire, over all programs
  std::uint64_t seed = 1;
  std::uint64_t max_steps = 60'000;  // of one program
  int bytecode_percent = 15;         // programs that are bytecode without text
  int mutation_percent = 10;         // programs that are compiled text with bytes changed
  // As in LockstepOptions; on_program comes before each program's records.
  std::function<void()> on_program;
  std::function<void(const RexaRecord* records, std::uint64_t count)> on_records;
  std::function<void(std::uint64_t programs, std::uint64_t retired)> on_progress;
};

struct RandomFailure {
  Program program;  // with its text in `source` unless it is bytecode
  LockstepResult result;
  std::uint64_t seed = 0;
};

struct RandomRun {
  std::uint64_t programs = 0;
  std::uint64_t retired = 0;
  std::uint64_t trapped = 0;             // programs that ended in a trap
  std::uint64_t limited = 0;             // programs that ran into max_steps
  std::vector<EngineSummary> engines;    // clocks are totals
  std::optional<RandomFailure> failure;  // the first; the run stops there
};

// The directed programs (sim/directed_programs.hpp), which reach what chance reaches late. Of the options, only
// the seed, the step limit and the callbacks count.
RandomRun run_directed(const Machine& machine, const std::vector<Engine*>& engines,
                       const RandomRunOptions& options);

// Error: a random program that the compiler refuses, which is our own bug; its text is in the diagnostic.
Result<RandomRun> run_random(const Machine& machine, const std::vector<Engine*>& engines,
                             const RandomRunOptions& options);

// The program of the given seed: text, bytecode, or changed text, in the proportions of the options.
Result<Program> random_of_seed(const Machine& machine, const RandomRunOptions& options, std::uint64_t seed);

struct ShrunkFailure {
  Program program;
  LockstepResult result;
  int tries = 0;
};

// A minimal program on which the engines still differ, in whatever way.
ShrunkFailure shrink_failure(const Machine& machine, const std::vector<Engine*>& engines,
                             const Program& program, const LockstepResult& result,
                             const std::function<void(int tries, std::size_t size)>& on_progress = {});

}  // namespace rexa
