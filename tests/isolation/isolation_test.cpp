// A victim beside more than two hundred hostile frames, on vm, tlm and rtl in lockstep: its results and its
// response times must be what they are alone.
//   isolation_test SOURCE_DIR
//
// The victim wakes every millisecond, works on its array, and writes a result to port 40. Its response time runs
// from the millisecond that it sleeps until to that write. Bound, by response time analysis of a task of the
// highest priority under slices that are not cut short (Audsley et al. 1993, blocking term B):
//   R <= B + C + switches    B: one slice of another task, and the operations that end it
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>

#include "hls/schedule.hpp"
#include "hostile_frames.hpp"
#include "sim/lockstep.hpp"
#include "sim/program.hpp"

using namespace rexa;

namespace {

constexpr std::uint32_t kResultPort = 40;
constexpr int kVictimPriority = 10, kHostilePriority = 5;
constexpr std::uint64_t kMs = IoWorld::kStepsPerMs;

const char* const kVictim = R"(
var n  array a 16
: fill 16 0 do i 7 * n @ + a i cell+ ! loop ;
: sum 0 16 0 do a i cell+ @ xor 1 lsh loop ;
: job fill sum 1 n @ + dup n ! + 40 out ;
begin 1 sleep job n @ 12 >= until
end
)";

// What the victim did: its results, and how long each took from its release.
struct Account {
  std::vector<std::uint32_t> results;
  std::uint64_t worst_steps = 0, worst_clocks = 0, work_steps = 0, work_clocks = 0;
  bool ended = false;
};

// Follows the victim (task 0) through the records.
class Watch {
 public:
  Watch(const Machine& machine, Account& account)
      : sleep_op_(op_of(machine, "sleep")), account_(account) {}

  void see(const RexaRecord& r) {
    if (pending_ && step_ >= release_ && release_clock_ == 0) release_clock_ = last_clock_ + 1;
    if (r.task == 0) see_victim(r);
    last_clock_ = r.cycle;
    ++step_;
  }

 private:
  static int op_of(const Machine& machine, const std::string& word) {
    for (std::size_t op = 0; op < machine.instructions.size(); ++op)
      if (machine.instructions[op].word == word) return static_cast<int>(op);
    return -1;
  }
  void see_victim(const RexaRecord& r) {
    if (pending_ && step_ >= release_) ++work_;
    if (r.op == sleep_op_ && r.trap == 0) {
      release_ = (step_ / kMs + 1) * kMs;  // `1 sleep` ends when the timer shows one more
      release_clock_ = 0;
      work_ = 0;
      pending_ = true;
    }
    if (r.port_kind == 1 && r.port == kResultPort && pending_) {
      account_.results.push_back(r.port_data);
      account_.worst_steps = std::max(account_.worst_steps, step_ + 1 - release_);
      account_.worst_clocks = std::max(account_.worst_clocks, r.cycle + 1 - release_clock_);
      account_.work_steps = std::max(account_.work_steps, work_);
      pending_ = false;
    }
    if (r.halted != 0) account_.ended = true;
  }

  int sleep_op_;
  Account& account_;
  std::uint64_t step_ = 0, release_ = 0, release_clock_ = 0, last_clock_ = 0, work_ = 0;
  bool pending_ = false;
};

class Isolation {
 public:
  explicit Isolation(Machine machine) : machine_(std::move(machine)) {}

  bool start() {
    for (const char* name : {"vm", "tlm", "rtl"}) {
      auto made = make_engine(name, machine_);
      if (!made) {
        std::cerr << format(made.diagnostics());
        return false;
      }
      engines_.push_back(std::move(*made));
    }
    const auto alone = run({});
    if (!alone || !alone->ended || alone->results.size() != 12) {
      fmt::print("the victim alone does not run as it should\n");
      return false;
    }
    alone_ = *alone;
    return bound();
  }

  // False: the frame got through.
  bool attack(const test::HostileFrame& frame) {
    const auto account = run(frame);
    if (!account) return refused_;
    const bool same = account->results == alone_.results && account->ended;
    const bool in_time = account->worst_steps <= bound_steps_ && account->worst_clocks <= bound_clocks_;
    worst_steps_ = std::max(worst_steps_, account->worst_steps);
    worst_clocks_ = std::max(worst_clocks_, account->worst_clocks);
    if (!same) fmt::print("{}: the victim's results changed\n{}\n", frame.name, frame.text);
    if (!in_time)
      fmt::print("{}: response {} steps, {} clocks; bound {}, {}\n{}\n", frame.name, account->worst_steps,
                 account->worst_clocks, bound_steps_, bound_clocks_, frame.text);
    return same && in_time;
  }

  void report() const {
    fmt::print("victim alone: response {} steps, {} clocks\n", alone_.worst_steps, alone_.worst_clocks);
    fmt::print("victim attacked: at most {} steps (bound {}), {} clocks (bound {})\n", worst_steps_, bound_steps_,
               worst_clocks_, bound_clocks_);
    fmt::print("{} frames ran, {} were refused by the compiler\n", ran_, refusals_);
  }

 private:
  // One slice and the operations around it; the victim's work; a switch at each end of its own slices.
  bool bound() {
    const auto schedules = hls::schedule_machine(machine_);
    if (!schedules) {
      std::cerr << format(schedules.diagnostics());
      return false;
    }
    const CycleTable table = hls::cycle_table(*schedules);
    const auto slice = static_cast<std::uint64_t>(machine_.parameters.slice_instructions);
    std::uint64_t most = 0, system = 0;
    for (int op = 0; op < machine_.operation_count(); ++op) {
      const auto& entry = table.instructions[static_cast<std::size_t>(op)];
      for (const auto& clocks : {entry.path_clocks, entry.trap_clocks})
        for (const int c : clocks) {
          auto& limit = op < static_cast<int>(machine_.instructions.size()) ? most : system;
          limit = std::max(limit, static_cast<std::uint64_t>(c));
        }
    }
    most += 2;    // fetch stalls
    system += 4;  // refill
    const std::uint64_t own_switches = alone_.work_steps / slice + 1;
    bound_steps_ = slice + 3 + alone_.worst_steps + own_switches;
    bound_clocks_ = slice * most + 3 * system + alone_.worst_clocks + own_switches * system;
    return true;
  }

  std::optional<Account> run(const std::optional<test::HostileFrame>& hostile) {
    std::vector<FrameText> frames = {{"victim", kVictim, kVictimPriority}};
    if (hostile) frames.push_back({hostile->name, hostile->text, kHostilePriority});
    const auto program = compile_programs(machine_, frames);
    refused_ = !program && hostile.has_value();
    if (!program) {
      ++refusals_;
      if (!hostile) std::cerr << format(program.diagnostics());
      return std::nullopt;
    }
    std::vector<Engine*> engines;
    for (const auto& engine : engines_) engines.push_back(engine.get());
    Account account;
    Watch watch(machine_, account);
    LockstepOptions options;
    options.max_steps = 16 * kMs;
    // The clocks are those of tlm, which lockstep holds equal to rtl's: it is the first engine given.
    std::swap(engines[0], engines[1]);
    options.on_records = [&](const RexaRecord* records, std::uint64_t count) {
      for (std::uint64_t i = 0; i < count; ++i) watch.see(records[i]);
    };
    const LockstepResult result = run_lockstep(*program, engines, options);
    if (result.difference) {
      fmt::print("{}: {} and {} differ after {} records\n", hostile ? hostile->name : "victim",
                 result.difference->left, result.difference->right, result.difference->index);
      for (const auto& field : result.difference->fields)
        fmt::print("  {}: {} / {}\n", field.name, field.left, field.right);
      account.ended = false;
    }
    if (hostile) ++ran_;
    return account;
  }

  Machine machine_;
  std::vector<std::unique_ptr<Engine>> engines_;
  Account alone_;
  std::uint64_t bound_steps_ = 0, bound_clocks_ = 0, worst_steps_ = 0, worst_clocks_ = 0;
  int ran_ = 0, refusals_ = 0;
  bool refused_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: isolation_test SOURCE_DIR\n");
    return 2;
  }
  auto machine = load_machine(std::string(argv[1]) + "/tests/data/task4.json", {});
  if (!machine) {
    std::cerr << format(machine.diagnostics());
    return 2;
  }
  Isolation isolation(std::move(*machine));
  if (!isolation.start()) return 1;
  const auto frames = test::hostile_frames();
  int through = 0;
  for (const auto& frame : frames) through += isolation.attack(frame) ? 0 : 1;
  fmt::print("{} hostile frames, {} got through\n", frames.size(), through);
  isolation.report();
  return through == 0 && frames.size() >= 200 ? 0 : 1;
}
