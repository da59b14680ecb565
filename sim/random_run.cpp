#include "sim/random_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/directed_programs.hpp"
#include "sim/program.hpp"
#include "sim/random.hpp"
#include "sim/shrink.hpp"
#include "sim/snapshot.hpp"
#include "sim/task_image.hpp"

namespace rexa {
namespace {

// Programs of all lengths: short ones bring variety, long ones depth.
double steps_of(Random& random) {
  static const std::vector<double> kSteps = {100, 400, 1000, 3000, 8000, 20000, 40000};
  return random.pick(kSteps);
}

void add_totals(RandomRun& run, const LockstepResult& result) {
  ++run.programs;
  run.retired += result.retired;
  if (result.status == REXA_TRAPPED) ++run.trapped;
  if (result.status == REXA_RUNNING) ++run.limited;
  if (run.engines.empty()) {
    run.engines = result.engines;
    return;
  }
  for (std::size_t i = 0; i < run.engines.size(); ++i) run.engines[i].cycles += result.engines[i].cycles;
}

// False when the engines differ: then the run has its failure.
bool run_one(RandomRun& run, Program program, std::uint64_t seed, const std::vector<Engine*>& engines,
             const RandomRunOptions& options) {
  LockstepOptions lockstep;
  lockstep.max_steps = options.max_steps;
  lockstep.on_records = options.on_records;
  if (options.on_program) options.on_program();
  auto result = run_lockstep(program, engines, lockstep);
  add_totals(run, result);
  if (options.on_progress) options.on_progress(run.programs, run.retired);
  if (!result.difference) return true;
  run.failure = RandomFailure{std::move(program), std::move(result), seed};
  return false;
}

std::uint8_t filler_of(const Machine& machine) {
  const Instruction* nop = machine.find("nop");
  return nop == nullptr ? 0 : static_cast<std::uint8_t>(nop->base);
}

}  // namespace

Result<Program> random_of_seed(const Machine& machine, const RandomRunOptions& options, std::uint64_t seed) {
  Random random(seed * 0x9e37 + 1);
  RandomProgramOptions program;
  program.seed = seed;
  program.steps = steps_of(random);
  const int kind = random.below(100);
  if (kind < options.bytecode_percent) return random_bytecode(machine, program);
  auto text = compiled_random_program(machine, program);
  // A configuration may leave out words that random text cannot do without.
  if (!text && text.diagnostics().front().code == "absent-word") return random_bytecode(machine, program);
  if (!text || kind >= options.bytecode_percent + options.mutation_percent) return text;
  Program mutated = mutated_program(machine, *text, seed);
  // Its text is not what it does any more.
  mutated.source.clear();
  mutated.lines.clear();
  return mutated;
}

RandomRun run_directed(const Machine& machine, const std::vector<Engine*>& engines,
                       const RandomRunOptions& options) {
  std::vector<Program> programs = trap_programs(machine);
  for (auto& program : pair_programs(machine, options.seed)) programs.push_back(std::move(program));
  for (auto& program : far_jump_programs(machine)) programs.push_back(std::move(program));
  for (auto& program : near_operand_programs(machine)) programs.push_back(std::move(program));
  RandomRun run;
  for (auto& program : programs) {
    // Once through the code, or little more, but for those that wait for ever.
    RandomRunOptions short_options = options;
    short_options.max_steps = std::min<std::uint64_t>(options.max_steps, std::max<std::size_t>(5000, program.code.size()));
    if (!run_one(run, std::move(program), options.seed, engines, short_options)) break;
  }
  return run;
}

Result<RandomRun> run_random(const Machine& machine, const std::vector<Engine*>& engines,
                             const RandomRunOptions& options) {
  RandomRun run;
  for (std::uint64_t seed = options.seed; run.retired < options.instructions; ++seed) {
    auto program = random_of_seed(machine, options, seed);
    if (!program) {
      Diagnostics faults = program.diagnostics();
      for (auto& fault : faults)
        fault.message = fmt::format("random program of seed {}: {}", seed, fault.message);
      return faults;
    }
    if (!run_one(run, std::move(*program), seed, engines, options)) break;
  }
  return run;
}

ShrunkFailure shrink_failure(const Machine& machine, const std::vector<Engine*>& engines,
                             const Program& program, const LockstepResult& result,
                             const std::function<void(int tries, std::size_t size)>& on_progress) {
  ShrunkFailure shrunk{program, result, 0};
  ShrinkOptions options;
  options.on_progress = on_progress;
  LockstepOptions lockstep;
  // Shrinking may open a loop for ever; what matters comes about as early as it did.
  lockstep.max_steps = std::max<std::uint64_t>(result.difference->index + 64, 2000);
  const auto fails = [&](Program candidate) {
    ++shrunk.tries;
    auto outcome = run_lockstep(candidate, engines, lockstep);
    if (!outcome.difference) return false;
    shrunk.program = std::move(candidate);
    shrunk.result = std::move(outcome);
    return true;
  };
  if (program.source.empty()) {
    Program start = program;
    for (const auto& candidate : snapshots(machine, *engines[0], program, *result.difference)) {
      if (!fails(candidate)) continue;
      start = candidate;
      break;
    }
    Program blank = start;
    blank.data.clear();
    if (fails(blank)) start = blank;
    shrink_bytes(
        start.code, filler_of(machine),
        [&](const std::vector<std::uint8_t>& code) {
          Program candidate = start;
          candidate.code = code;
          return fails(std::move(candidate));
        },
        options);
    return shrunk;
  }
  shrink_text(
      program.source,
      [&](const std::string& text) {
        auto candidate = compile_program(machine, program.source_file, text);
        if (candidate && machine.has_tasks()) {
          // The same start, the first task's priority included.
          if (candidate->system.empty()) start_whole_machine(machine, *candidate);
          const std::size_t status = machine.system_cell("tasks", 0, "status").value();
          if (program.system.size() > status) candidate->system[status] = program.system[status];
        }
        return candidate && fails(std::move(*candidate));
      },
      options);
  return shrunk;
}

}  // namespace rexa
