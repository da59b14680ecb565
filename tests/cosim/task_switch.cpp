// The clocks of a task switch: what the cycle table says (and `rexa explain switch` prints) against the worst case
// that the RTL shows, record by record. Exit 1 where they differ.
//   task_switch HOME CONFIG.json
#include <algorithm>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "hls/schedule.hpp"
#include "sim/engine.hpp"
#include "sim/program.hpp"

using namespace rexa;

namespace {

// Tasks that yield, are cut off by the slice, sleep, and end; in the end one that waits alone.
const char* const kProgram = R"(
var n
: short  9 0 do n @ 1 + n ! yield loop ;
: long  400 0 do n @ drop loop ;
: asleep  3 0 do 2 sleep loop ;
: main  $ short 1 task drop $ long 1 task drop $ asleep 9 task drop 300 0 do i drop loop 8 sleep n @ . ;
main
)";

int fail(const Diagnostics& diagnostics) {
  fmt::print("{}", format(diagnostics));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print("usage: task_switch HOME CONFIG.json\n");
    return 2;
  }
  const auto machine = load_machine(std::string(argv[1]) + "/" + argv[2], {});
  if (!machine) return fail(machine.diagnostics());
  const auto schedules = hls::schedule_machine(*machine);
  if (!schedules) return fail(schedules.diagnostics());
  const CycleTable table = hls::cycle_table(*schedules);
  const auto program = compile_program(*machine, "task_switch", kProgram);
  if (!program) return fail(program.diagnostics());
  auto engine = make_engine("rtl", *machine);
  if (!engine) return fail(engine.diagnostics());

  IoWorld io;
  (*engine)->load(*program, io);
  std::vector<RexaRecord> records(200'000);
  records.resize(run_in_world(**engine, io, records.size(), records.data()));
  if (records.empty() || !records.back().halted)
    return fail({error("did-not-halt", "the program of this test does not end")});

  const int op = machine->system_op("switch");
  const InstructionIr& ir = machine->operation(op).ir;
  const auto& clocks = table.instructions[static_cast<std::size_t>(op)].path_clocks;
  int stated = 0;
  std::set<int> all(clocks.begin(), clocks.end());
  for (std::size_t path = 0; path < ir.paths.size(); ++path)
    if (ir.paths[path].rebases()) stated = std::max(stated, clocks[path] + table.refill_clocks);

  // From the retirement before a switch to the first clock of the instruction after it.
  int worst = 0, switches = 0, faults = 0;
  for (std::size_t i = 1; i + 1 < records.size(); ++i) {
    if (records[i].op != op) continue;
    const int own = static_cast<int>(records[i].cycle - records[i - 1].cycle);
    if (records[i + 1].op == op) {  // idle
      if (records[i - 1].op == op && all.count(own) == 0) ++faults;
      continue;
    }
    const RexaRecord& next = records[i + 1];
    const auto& entry = table.instructions[next.op];
    const int after = static_cast<int>(next.cycle - records[i].cycle);
    // The shortest path is the one of these instructions that counts: all others have one alone.
    const auto& list = next.trap ? entry.trap_clocks : entry.path_clocks;
    if (list.size() != 1) continue;
    ++switches;
    worst = std::max(worst, own + after - list[0]);
  }
  fmt::print("{}: {} switches, {} clocks stated, {} measured at worst\n", machine->name, switches, stated, worst);
  if (switches < 5 || faults > 0 || worst != stated) {
    fmt::print("FAULT the clocks of a task switch are not as stated ({} idle ones of another length)\n", faults);
    return 1;
  }
  return 0;
}
