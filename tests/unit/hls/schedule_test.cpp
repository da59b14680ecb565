// Every instruction of every configuration has a schedule, on other micro-architectures too, and what the
// schedule says can be relied on.
#include <algorithm>

#include "tests/unit/hls/machines.hpp"

using namespace rexa;
using namespace rexa::hls;
using rexa::test::machine;
using rexa::test::schedules;

namespace {

void schedule_all(const Machine& machine) {
  const MicroArchitecture core = micro_architecture(machine);
  for (const Instruction& instruction : machine.instructions) {
    INFO(machine.name << ": " << instruction.word);
    auto problem = make_problem(instruction, core);
    REQUIRE(problem);
    REQUIRE(check(*problem).empty());
    const Schedule s = schedule(*problem);
    REQUIRE(verify(s).empty());
    REQUIRE(s.steps <= 255);  // the core counts steps in a byte
    REQUIRE(s.commit_step.size() == instruction.ir.paths.size());
    REQUIRE(*std::max_element(s.commit_step.begin(), s.commit_step.end()) < s.steps);
  }
}

int most_steps(const std::vector<Schedule>& all) {
  int steps = 0;
  for (const Schedule& s : all) steps = std::max(steps, s.steps);
  return steps;
}

int total_clocks(const Machine& machine) {
  int total = 0;
  for (const auto& entry : cycle_table(schedules(machine)).instructions)
    for (int clocks : entry.path_clocks) total += clocks;
  return total;
}

}  // namespace

TEST_CASE("every instruction of every configuration schedules and verifies") {
  for (const char* name : {"default", "wide", "tiny"}) schedule_all(machine(name));
}

TEST_CASE("every instruction schedules at any chaining limit") {
  for (const char* name : {"default", "wide"}) {
    Machine m = machine(name);
    for (int levels : {1, 2, 3, 4, 6, 8, 20, 40, 64}) {
      m.core.chain_levels = levels;
      INFO("chain_levels " << levels);
      schedule_all(m);
    }
  }
}

TEST_CASE("every instruction schedules with any number of stack registers") {
  Machine m = machine("default");
  for (int data : {1, 2, 3, 4, 8})
    for (int other : {1, 2, 3}) {
      m.core.top_registers[0] = data;
      m.core.top_registers[1] = other;
      m.core.top_registers[2] = 4 - other;
      INFO("registers " << data << " " << other << " " << 4 - other);
      schedule_all(m);
    }
}

TEST_CASE("more logic between registers never takes more clocks") {
  Machine m = machine("default");
  int before = 1 << 30;
  for (int levels : {1, 2, 4, 8, 12, 16, 40}) {
    m.core.chain_levels = levels;
    const int clocks = total_clocks(m);
    INFO("chain_levels " << levels);
    CHECK(clocks <= before);
    before = clocks;
  }
}

TEST_CASE("without a multiplier or a divider an instruction that needs one is refused") {
  Machine m = machine("default");
  m.core.multiplier = "none";
  auto made = schedule_machine(m);
  REQUIRE(!made);
  CHECK(made.diagnostics().front().code == "cannot-schedule");
  CHECK(made.diagnostics().front().message == "mul: the core has no multiplier");
  CHECK(made.diagnostics().front().hint == "configure \"multiplier\": \"parallel\"");
  m.core.multiplier = "parallel";
  m.core.divider = "none";
  made = schedule_machine(m);
  REQUIRE(!made);
  CHECK(made.diagnostics().front().message == "div: the core has no divider");
  CHECK(made.diagnostics().front().where.line > 0);
}

TEST_CASE("the cycle table is the schedule's length for each path and trap") {
  const Machine m = machine("default");
  const auto all = schedules(m);
  const CycleTable table = cycle_table(all);
  REQUIRE(table.instructions.size() == static_cast<std::size_t>(m.operation_count()));
  for (std::size_t op = 0; op < all.size(); ++op) {
    const Schedule& s = all[op];
    const Instruction& operation = m.operation(static_cast<int>(op));
    INFO(operation.word);
    const auto& entry = table.instructions[op];
    REQUIRE(entry.path_clocks.size() == operation.ir.paths.size());
    for (std::size_t path = 0; path < entry.path_clocks.size(); ++path)
      CHECK(entry.path_clocks[path] == s.commit_step[path] + 1);
    std::size_t traps = 0;
    for (const Block& block : operation.ir.blocks)
      for (const Action& action : block.actions) traps += action.kind == ActionKind::kTrapIf;
    REQUIRE(entry.trap_clocks.size() == traps);
    for (int clocks : entry.trap_clocks) CHECK((clocks >= 1 && clocks <= s.steps));
  }
}

TEST_CASE("words of the inner loop take one clock") {
  for (const char* name : {"default", "wide"}) {
    const Machine m = machine(name);
    const CycleTable table = cycle_table(schedules(m));
    for (const char* word : {"dup", "drop", "swap", "over", "nip", "+", "-", "and", "or", "xor", "=", "<", "0=", ">r",
                             "r>", "i", "lit", "rot", "tuck", "1+", "not", "lsh", "return", "call"}) {
      INFO(name << ": " << word);
      const Instruction* instruction = m.find(word);
      REQUIRE(instruction != nullptr);
      for (int clocks : table.instructions[instruction - m.instructions.data()].path_clocks) CHECK(clocks == 1);
    }
    // Going round takes one clock; leaving takes the outer loop's limit from memory.
    const auto& loop = table.instructions[m.find("(loop)") - m.instructions.data()].path_clocks;
    REQUIRE(loop.size() == 2);
    CHECK(loop[0] == 1);
    CHECK(loop[1] == 2);
  }
}

TEST_CASE("divisions take a clock for each bit, and no operand makes them shorter") {
  const Machine m = machine("default");
  const CycleTable table = cycle_table(schedules(m));
  const auto clocks = [&](const char* word) {
    return table.instructions[m.find(word) - m.instructions.data()].path_clocks;
  };
  CHECK(clocks("/").size() == 1);
  CHECK(clocks("2/").size() == 1);
  CHECK(clocks("2/")[0] - clocks("/")[0] >= 16);
  CHECK(most_steps(schedules(m)) < 50);
}

TEST_CASE("schedules print what happens in each step") {
  const Machine m = machine("default");
  const auto all = schedules(m);
  const std::string text = print_schedule(all[m.find("!") - m.instructions.data()]);
  CHECK(text.find("store") == 0);
  CHECK(text.find("trap 10 if") != std::string::npos);
  CHECK(text.find("store 2 bytes at") != std::string::npos);
  CHECK(text.find("commit, data depth -2") != std::string::npos);
}

TEST_CASE("clocks spent waiting for code") {
  struct Row {
    int length;
    bool odd, jumped;
    int stalls;
  };
  // Two bytes are there at an even address; at an odd one three in sequence, one after a jump.
  const Row rows[] = {
      {1, false, false, 0}, {2, false, false, 0}, {3, false, false, 1}, {4, false, false, 1},
      {1, false, true, 0},  {2, false, true, 0},  {3, false, true, 1},  {4, false, true, 1},
      {1, true, false, 0},  {2, true, false, 0},  {3, true, false, 0},  {4, true, false, 1},
      {1, true, true, 0},   {2, true, true, 1},   {3, true, true, 1},   {4, true, true, 2},
  };
  for (const Row& row : rows) {
    INFO("length " << row.length << " odd " << row.odd << " jumped " << row.jumped);
    CHECK(fetch_stalls(row.length, row.odd, row.jumped) == row.stalls);
  }
}
