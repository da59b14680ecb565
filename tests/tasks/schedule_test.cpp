// Sixteen periodic tasks on the machine with priorities by rate: every response time against the bound of
// fixed-priority analysis, for a simulated hour on the software VM, and in lockstep of vm, tlm and rtl for ten
// seconds. Prints the worst switch latency, in instructions and in clocks.
//   schedule_test SOURCE_DIR SIMULATED_SECONDS
//
// Response time analysis (Joseph and Pandya 1986; Audsley et al. 1993), in steps of the machine:
//   R = J + B + C + S(R) + sum over higher priorities j of ceil((R + J) / T_j) * (C_j + 1)
// J: a millisecond may pass between reading the clock and sleeping for the difference (release jitter). B: the slice that is running, and the switch behind it. C: the longest job, its sleep included. C_j + 1: a job
// and the switch away from it. S(R) = ceil(R / slice): switches at the ends of slices.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "hls/schedule.hpp"
#include "sim/lockstep.hpp"
#include "sim/program.hpp"

using namespace rexa;

namespace {

constexpr std::uint64_t kStepsPerMs = 100;
constexpr std::uint32_t kDonePort = 50;
constexpr std::uint64_t kFirstRelease = 100;  // ms: all tasks exist by then

struct PeriodicTask {
  std::uint64_t period_ms;
  int rounds;  // of the loop that is its work
};
// Periods without common factors to speak of; about two thirds of the machine in all.
constexpr PeriodicTask kTasks[] = {{10, 40},   {17, 50},   {23, 60},   {31, 90},   {41, 110},  {53, 120},
                                   {67, 150},  {83, 160},  {97, 200},  {113, 210}, {139, 240}, {173, 250},
                                   {211, 300}, {257, 320}, {307, 350}, {401, 400}};
constexpr int kCount = static_cast<int>(std::size(kTasks));

std::string program_text() {
  std::string period = "array period {", work = "array work {", next = "array next {", words, starts;
  for (int i = 0; i < kCount; ++i) {
    period += fmt::format(" {}", kTasks[i].period_ms);
    work += fmt::format(" {}", kTasks[i].rounds);
    next += fmt::format(" {}", kFirstRelease);
    words += fmt::format(": t{} {} run ;\n", i, i);
    if (i > 0) starts += fmt::format("$ t{} {} task drop\n", i, 200 - i);
  }
  return period + " }\n" + work + " }\n" + next + " }\n" +
         ": now 1 inp ;\n"
         ": run ( task -- )\n"
         "  begin\n"
         "    next over cell+ @ now - sleep\n"
         "    work over cell+ @ 0 do loop\n"
         "    dup " + std::to_string(kDonePort) + " out\n"
         "    next over cell+ dup @ period 4 pick cell+ @ + swap !\n"
         "  again ;\n" +
         words + starts + "t0\n";
}

struct TaskFigures {
  std::uint64_t jobs = 0, worst_response = 0, longest_job = 0, bound = 0;
};

// Follows all tasks through the records.
class Watch {
 public:
  explicit Watch(const Machine& machine) : switch_op_(machine.system_op("switch")), figures_(kCount) {
    own_.resize(kCount);
  }

  void see(const RexaRecord& r) {
    const bool is_switch = r.op == switch_op_;
    if (!is_switch && r.task < kCount) ++own_[r.task];
    if (is_switch) see_switch(r);
    if (r.port_kind == 1 && r.port == kDonePort) finished(r.port_data);
    if (r.trap != 0) trapped_ = true;
    last_ = r;
    ++step_;
  }

  std::vector<TaskFigures>& figures() { return figures_; }
  std::uint64_t switches() const { return switches_; }
  std::uint64_t worst_switch_clocks() const { return worst_switch_clocks_; }
  bool trapped() const { return trapped_; }

 private:
  // The clocks of a switch: from the retirement before it to its own.
  void see_switch(const RexaRecord& r) {
    ++switches_;
    worst_switch_clocks_ = std::max(worst_switch_clocks_, r.cycle - last_.cycle);
  }
  void finished(std::uint32_t task) {
    if (task >= kCount) return;
    TaskFigures& f = figures_[task];
    const std::uint64_t release = (kFirstRelease + f.jobs * kTasks[task].period_ms) * kStepsPerMs;
    f.worst_response = std::max(f.worst_response, step_ + 1 - release);
    if (f.jobs > 0) f.longest_job = std::max(f.longest_job, own_[task]);
    own_[task] = 0;
    ++f.jobs;
  }

  int switch_op_;
  std::vector<TaskFigures> figures_;
  std::vector<std::uint64_t> own_;  // steps of each task since its last job ended
  std::uint64_t step_ = 0, switches_ = 0, worst_switch_clocks_ = 0;
  RexaRecord last_{};
  bool trapped_ = false;
};

// Fills in the bounds; false when the analysis finds no schedule for some task.
bool analyse(std::vector<TaskFigures>& tasks, std::uint64_t slice) {
  bool all = true;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const std::uint64_t period = kTasks[i].period_ms * kStepsPerMs;
    std::uint64_t response = tasks[i].longest_job, before = 0;
    constexpr std::uint64_t kJitter = kStepsPerMs;
    while (response != before && response <= period) {
      before = response;
      response = kJitter + slice + 1 + tasks[i].longest_job + (before + slice - 1) / slice;
      for (std::size_t j = 0; j < i; ++j) {
        const std::uint64_t other = kTasks[j].period_ms * kStepsPerMs;
        response += (before + kJitter + other - 1) / other * (tasks[j].longest_job + 1);
      }
    }
    tasks[i].bound = response;
    all = all && response <= period;
  }
  return all;
}

bool judge(std::vector<TaskFigures>& figures, std::uint64_t slice, std::uint64_t seconds) {
  const bool schedulable = analyse(figures, slice);
  fmt::print("task  period  longest job  worst response     bound   deadline    jobs   (steps)\n");
  bool held = true;
  for (int i = 0; i < kCount; ++i) {
    const TaskFigures& f = figures[static_cast<std::size_t>(i)];
    const std::uint64_t deadline = kTasks[i].period_ms * kStepsPerMs;
    fmt::print("{:>4} {:>6}ms {:>12} {:>15} {:>9} {:>10} {:>7}\n", i, kTasks[i].period_ms, f.longest_job,
               f.worst_response, f.bound, deadline, f.jobs);
    const std::uint64_t expected = (seconds * 1000 - kFirstRelease) / kTasks[i].period_ms;
    held = held && f.jobs >= expected && (f.bound > deadline || f.worst_response <= f.bound);
  }
  fmt::print("{}\n", !schedulable ? "the analysis finds some task not schedulable: the test is too heavy"
                     : held       ? "no deadline missed, every response within its bound"
                                  : "a bound was exceeded");
  return schedulable && held;
}

std::unique_ptr<Engine> engine(const Machine& machine, const char* name) {
  auto made = make_engine(name, machine);
  if (made) return std::move(*made);
  std::cerr << format(made.diagnostics());
  std::exit(2);
}

bool run_for_long(const Machine& machine, const Program& program, std::uint64_t seconds) {
  const auto vm = engine(machine, "vm");
  IoWorld io("", kStepsPerMs);
  vm->load(program, io);
  Watch watch(machine);
  std::vector<RexaRecord> records(kStepsPerMs);
  for (std::uint64_t ms = 0; ms < seconds * 1000; ++ms) {
    const std::uint64_t steps = run_in_world(*vm, io, kStepsPerMs, records.data());
    for (std::uint64_t i = 0; i < steps; ++i) watch.see(records[i]);
    if (steps < kStepsPerMs) break;
  }
  fmt::print("software VM, {} simulated seconds, {} switches\n", seconds, watch.switches());
  return !watch.trapped() &&
         judge(watch.figures(), static_cast<std::uint64_t>(machine.parameters.slice_instructions), seconds);
}

// The stated clocks of a switch: every path of the operation takes as many.
std::uint64_t stated_clocks(const Machine& machine) {
  const auto schedules = hls::schedule_machine(machine);
  if (!schedules) return 0;
  const CycleTable table = hls::cycle_table(*schedules);
  const auto& paths = table.instructions[static_cast<std::size_t>(machine.system_op("switch"))].path_clocks;
  return static_cast<std::uint64_t>(*std::max_element(paths.begin(), paths.end()));
}

bool run_in_lockstep(const Machine& machine, const Program& program) {
  const auto tlm = engine(machine, "tlm"), vm = engine(machine, "vm"), rtl = engine(machine, "rtl");
  Watch watch(machine);
  constexpr std::uint64_t kSeconds = 2;
  LockstepOptions options;
  options.steps_per_ms = kStepsPerMs;
  options.max_steps = kSeconds * 1000 * kStepsPerMs;
  options.on_records = [&](const RexaRecord* records, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) watch.see(records[i]);
  };
  const LockstepResult result = run_lockstep(program, {tlm.get(), vm.get(), rtl.get()}, options);
  fmt::print("tlm, vm and rtl in lockstep, {} simulated seconds, {} clocks: {}\n", kSeconds, result.cycles("rtl"),
             result.difference ? "they differ" : "equal");
  const std::uint64_t stated = stated_clocks(machine);
  fmt::print("worst switch latency: 1 instruction (vm), {} clocks (rtl); stated: {} clocks\n",
             watch.worst_switch_clocks(), stated);
  return !result.difference && !watch.trapped() && watch.worst_switch_clocks() >= stated &&
         judge(watch.figures(), static_cast<std::uint64_t>(machine.parameters.slice_instructions), kSeconds);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: schedule_test CONFIG SIMULATED_SECONDS\n");
    return 2;
  }
  auto machine = load_machine(argv[1], {});
  if (!machine) {
    std::cerr << format(machine.diagnostics());
    return 2;
  }
  const auto program = compile_programs(*machine, {{"periodic", program_text(), 200}});
  if (!program) {
    std::cerr << format(program.diagnostics());
    return 2;
  }
  const bool in_lockstep = run_in_lockstep(*machine, *program);
  const bool for_long = run_for_long(*machine, *program, std::strtoull(argv[2], nullptr, 10));
  return in_lockstep && for_long ? 0 : 1;
}
