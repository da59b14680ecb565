// Machine registers, system memory and rebased stacks: what may share a step, what must not, and what `check` and
// `verify` say to mistakes.
#include "hls/address_ranges.hpp"
#include "tests/unit/hls/machines.hpp"

using namespace rexa;
using namespace rexa::hls;

namespace {

const Machine& built() {
  static const Machine machine = test::machine("../tests/data/task4");
  return machine;
}

std::string messages(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += diagnostic.message + "\n";
  return text;
}

// `values` and `actions` in the textual form of the IR; v0 is a register, v1 a data cell.
struct Own {
  Instruction instruction;
  Schedule s;
  Own(const std::string& values, const std::string& actions, const std::string& leaf = "  data v1\n") {
    auto ir = parse_ir("instruction own\ntakes data 1 return 0 loop 0\nleaves data 1 return 0 loop 0\n"
                       "v0: u16 = register 0\nv1: s16 = input data 0\n" + values + "block b0\n" + actions +
                       "  leave p0\npath p0\n" + leaf + "end\n");
    INFO(format(ir.diagnostics()));
    REQUIRE(ir);
    instruction.name = ir->name;
    instruction.ir = *ir;
    auto problem = make_problem(instruction, micro_architecture(built()));
    REQUIRE(problem);
    REQUIRE(messages(check(*problem)).empty());
    s = schedule(*problem);
    REQUIRE(messages(verify(s)).empty());
  }
  // The nth effect of the kind.
  int effect(EffectKind kind, int nth = 0) const {
    for (std::size_t i = 0; i < s.problem.effects.size(); ++i)
      if (s.problem.effects[i].kind == kind && nth-- == 0) return static_cast<int>(i);
    FAIL("no such effect");
    return 0;
  }
  int step(EffectKind kind, int nth = 0) const { return s.effect_step[effect(kind, nth)]; }
  void move(int effect, int step) {
    s.effect_step[effect] = step;
    const Effect& e = s.problem.effects[effect];
    if (e.kind == EffectKind::kSystemRead) {
      s.ready[e.node] += step - s.issue[e.node];
      s.issue[e.node] = step;
    }
  }
  std::string faults() const { return messages(verify(s)); }
};

// Field 0 and field 1 of the record that v0 names, two of four cells each; v8 is another record, v9 far away.
const char* const kAddresses =
    "v2: u2 = convert v0\nv3: u16 = convert v2\nv4: u8 = const 2\nv5: u16 = shl v3 v4\nv6: u16 = const 1\n"
    "v7: u16 = add v5 v6\nv8: u16 = const 8\nv9: u16 = const 16\n";

bool may_be_same(const std::string& a, const std::string& b) {
  const Own own(std::string(kAddresses) +
                    "v10: u16 = convert v1\nv11: u3 = convert v1\nv12: u16 = convert v11\nv13: u16 = const 60\n"
                    "v14: u16 = and v10 v13\nv15: u16 = add v9 v14\nv16: u1 = eq v0 v6\nv17: u16 = select v16 v6 v8\n"
                    "v18: u16 = or v14 v6\nv19: u16 = add v12 v8\n",
                "  system_write " + a + " v1\n  system_write " + b + " v1\n");
  const Effect& first = own.s.problem.effects[own.effect(EffectKind::kSystemWrite, 0)];
  const Effect& second = own.s.problem.effects[own.effect(EffectKind::kSystemWrite, 1)];
  const AddressRanges ranges(own.s.problem);
  CHECK(ranges.may_be_same(first.address, second.address) == ranges.may_be_same(second.address, first.address));
  CHECK(ranges.may_be_same(first.address, first.address));
  return ranges.may_be_same(first.address, second.address);
}

const char* const kRead = "v10: s16 = system_read v5\n";

}  // namespace

TEST_CASE("addresses differ by known bits or by range, or may be the same") {
  CHECK_FALSE(may_be_same("v6", "v8"));    // constants
  CHECK_FALSE(may_be_same("v5", "v7"));    // fields of one table, whatever the records
  CHECK_FALSE(may_be_same("v5", "v9"));    // beyond the table
  CHECK(may_be_same("v5", "v8"));          // a record of it
  CHECK_FALSE(may_be_same("v7", "v8"));    // another field there
  CHECK(may_be_same("v0", "v9"));          // anything
  CHECK_FALSE(may_be_same("v12", "v8"));   // below eight
  CHECK(may_be_same("v12", "v6"));
  CHECK_FALSE(may_be_same("v14", "v6"));   // masked
  CHECK(may_be_same("v14", "v8"));
  CHECK_FALSE(may_be_same("v15", "v8"));   // not below sixteen
  CHECK_FALSE(may_be_same("v17", "v9"));   // one of two
  CHECK(may_be_same("v17", "v8"));
  CHECK_FALSE(may_be_same("v18", "v8"));   // odd
  CHECK_FALSE(may_be_same("v19", "v9"));   // eight to fifteen
  CHECK(may_be_same("v19", "v8"));
}

TEST_CASE("a system read comes after the write of what may be the same cell") {
  Own own(std::string(kAddresses) + "v10: s16 = system_read v8\n", "  system_write v5 v1\n  read v10\n", "  data v10\n");
  CHECK(own.step(EffectKind::kSystemRead) == own.step(EffectKind::kSystemWrite) + 1);
  const int read = own.effect(EffectKind::kSystemRead);
  own.move(read, own.step(EffectKind::kSystemWrite));
  CHECK(own.faults().find("system read early, effect " + std::to_string(read)) != std::string::npos);
}

TEST_CASE("a system read waits for no other cell") {
  Own own(std::string(kAddresses) + "v10: s16 = system_read v9\n", "  system_write v5 v1\n  read v10\n", "  data v10\n");
  CHECK(own.step(EffectKind::kSystemRead) == 0);
  CHECK(own.step(EffectKind::kSystemWrite) == 0);
}

TEST_CASE("a system write comes after the read of what may be the same cell") {
  Own own(std::string(kAddresses) + kRead, "  read v10\n  system_write v8 v1\n", "  data v10\n");
  const int write = own.effect(EffectKind::kSystemWrite);
  CHECK(own.s.effect_step[write] == 1);
  own.move(write, 0);
  CHECK(own.faults().find("system write early, effect " + std::to_string(write)) != std::string::npos);
  Own other(std::string(kAddresses) + kRead, "  read v10\n  system_write v9 v1\n", "  data v10\n");
  CHECK(other.step(EffectKind::kSystemWrite) == 0);
}

TEST_CASE("system memory has one port each way") {
  Own own(std::string(kAddresses) + "v10: s16 = system_read v5\nv11: s16 = system_read v9\nv12: s16 = add v10 v11\n",
          "  read v10\n  read v11\n  system_write v7 v1\n  system_write v6 v1\n  system_write v9 v1\n", "  data v12\n");
  CHECK(own.step(EffectKind::kSystemRead, 1) == own.step(EffectKind::kSystemRead, 0) + 1);
  CHECK(own.step(EffectKind::kSystemWrite, 1) == own.step(EffectKind::kSystemWrite, 0) + 1);
  Schedule kept = own.s;
  own.move(own.effect(EffectKind::kSystemRead, 1), own.step(EffectKind::kSystemRead, 0));
  CHECK(own.faults().find("unit used twice by node") != std::string::npos);
  own.s = kept;
  own.move(own.effect(EffectKind::kSystemWrite, 1), own.step(EffectKind::kSystemWrite, 0));
  CHECK(own.faults().find("system port used twice, effect") != std::string::npos);
}

TEST_CASE("system writes of one cell keep their order") {
  Own own(kAddresses, "  system_write v5 v1\n  system_write v8 v1\n");
  const int first = own.effect(EffectKind::kSystemWrite, 0), second = own.effect(EffectKind::kSystemWrite, 1);
  own.s.effect_step[first] = 1;
  own.s.effect_step[second] = 0;
  CHECK(own.faults().find("system writes, effect " + std::to_string(second)) != std::string::npos);
}

TEST_CASE("a rebase spills every register, sets depths and registers in its last step") {
  const std::string leaf = "  data v1\n  jump v8\n  set_depth v8 v9 v10\n  register 0 v10\n  register 3 v9\n";
  const std::string values = std::string(kAddresses) + "v10: u16 = system_read v5\n";
  Own own(values, "  read v10\n", leaf);
  const Problem& p = own.s.problem;
  REQUIRE(p.commits.size() == 1);
  CHECK(p.commits[0].rebases());
  CHECK(p.commits[0].registers.size() == 2);
  const int commit = own.effect(EffectKind::kCommit);
  int spills = 0;
  for (std::size_t i = 0; i < p.effects.size(); ++i) {
    if (p.effects[i].kind != EffectKind::kStackWrite) continue;
    ++spills;
    CHECK(own.s.effect_step[i] <= own.s.effect_step[commit]);
  }
  CHECK(spills == 2 + 1 + 2);
  // The depth comes from memory; a commit in its read's step is too early.
  REQUIRE(own.s.effect_step[commit] == 1);
  own.s.effect_step[commit] = own.s.commit_step[0] = 0;
  CHECK(own.faults().find("commit before its depth, node") != std::string::npos);
  CHECK(own.faults().find("commit before its machine register, node") != std::string::npos);

  const auto broken = [&](auto change) {
    Problem problem = p;
    change(problem);
    return messages(check(problem));
  };
  CHECK(broken([](Problem& q) { q.commits[0].jump = kNone; }) == "own: a rebase that does not jump\n");
  CHECK(broken([](Problem& q) { q.commits[0].depth[1] = kNone; }) == "own: a rebase without its depths\n");
  CHECK(broken([](Problem& q) { q.commits[0].registers[0].node = 1000; }) ==
        "own: a machine register without its new value\n");
  CHECK(broken([](Problem& q) { q.commits[0].stacks[2].registers[1] = 0; }) ==
        "own: a rebase that keeps a cell in a register\n");
  const int spill = own.effect(EffectKind::kStackWrite);
  const Effect lost = p.effects[spill];
  CHECK(broken([&](Problem& q) { q.effects.erase(q.effects.begin() + spill); }) ==
        "own: a rebase that loses data register " + std::to_string(lost.depth_after) + "\n");
  CHECK(lost.depth_after == 1);  // the deepest comes first
}

TEST_CASE("a switch takes a constant number of clocks on each path") {
  const auto all = test::schedules(built());
  const CycleTable table = cycle_table(all);
  REQUIRE(table.instructions.size() == static_cast<std::size_t>(built().operation_count()));
  CHECK(table.refill_clocks == 3);
  const auto& clocks = table.instructions[built().system_op("switch")].path_clocks;
  REQUIRE(clocks.size() == 2);
  CHECK(print_schedule(all[built().system_op("switch")]).find("switch next") != std::string::npos);
}

TEST_CASE("many tasks are scheduled as well") {
  Machine m = built();
  m.core.top_registers[0] = 4;
  m.core.top_registers[1] = 3;
  m.core.chain_levels = 5;
  const auto all = test::schedules(m);
  CHECK(cycle_table(all).refill_clocks == 5);
}
