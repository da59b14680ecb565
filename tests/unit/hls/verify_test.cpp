// `verify` is the last line of defence between a scheduler's mistake and wrong hardware; so mistakes are planted,
// in every place where they can be made in the schedules of two cores, and it has to see each.
#include <functional>

#include "tests/unit/hls/machines.hpp"

using namespace rexa;
using namespace rexa::hls;

namespace {

const Machine& built() {
  static const Machine machine = test::machine("default");
  return machine;
}
// A core with little logic in a clock and few registers: longer schedules, more traffic.
const Machine& slow() {
  static const Machine machine = [] {
    Machine m = built();
    m.core.chain_levels = 4;
    for (int& registers : m.core.top_registers) registers = 1;
    return m;
  }();
  return machine;
}
const Machine& tasks() {
  static const Machine machine = test::machine("../tests/data/task4");
  return machine;
}
const Machine& slow_tasks() {
  static const Machine machine = [] {
    Machine m = tasks();
    m.core = slow().core;
    return m;
  }();
  return machine;
}
const std::vector<Schedule>& all_schedules() {
  static const std::vector<Schedule> schedules = [] {
    auto all = test::schedules(built());
    for (const Machine* machine : {&slow(), &tasks(), &slow_tasks()})
      for (Schedule& s : test::schedules(*machine)) all.push_back(std::move(s));
    return all;
  }();
  return schedules;
}
const Schedule& schedule_of(const std::string& word) {
  return all_schedules()[built().find(word) - built().instructions.data()];
}

std::string faults(const Schedule& schedule) {
  std::string text;
  for (const Diagnostic& diagnostic : verify(schedule)) {
    CHECK(diagnostic.code == "bad-schedule");
    text += diagnostic.message + "\n";
  }
  return text;
}

// Plants `mutate` (false: does not apply) for each index below `count` of each schedule; all must be seen, with
// `expected` among the messages. Returns how many there were.
int plant(const std::function<int(const Schedule&)>& count, const std::function<bool(Schedule&, int)>& mutate,
          const std::string& expected = "") {
  int planted = 0;
  for (const Schedule& original : all_schedules())
    for (int i = 0; i < count(original); ++i) {
      Schedule s = original;
      if (!mutate(s, i)) continue;
      ++planted;
      const std::string found = faults(s);
      INFO(original.problem.instruction->word << ", index " << i << "\n" << print_schedule(original) << found);
      CHECK(!found.empty());
      CHECK(found.find(expected) != std::string::npos);
    }
  return planted;
}

int nodes(const Schedule& s) { return static_cast<int>(s.problem.nodes.size()); }
int effects(const Schedule& s) { return static_cast<int>(s.problem.effects.size()); }

// Done early it does no harm.
bool reads_memory(const Effect& e) { return e.kind == EffectKind::kRead || e.kind == EffectKind::kSystemRead; }

bool placed(const Schedule& s, int node) {
  return s.issue[node] != kNone && s.problem.nodes[node].kind != NodeKind::kLeaf && !s.problem.nodes[node].free;
}

// An instruction whose IR is given, scheduled for the default core.
struct Own {
  Instruction instruction;
  Schedule s;
  explicit Own(const std::string& text) {
    auto ir = parse_ir(text);
    INFO(format(ir.diagnostics()));
    REQUIRE(ir);
    instruction.name = ir->name;
    instruction.ir = *ir;
    auto problem = make_problem(instruction, micro_architecture(built()));
    REQUIRE(problem);
    REQUIRE(check(*problem).empty());
    s = schedule(*problem);
    REQUIRE(verify(s).empty());
  }
  int effect(EffectKind kind, int nth = 0) const {
    for (int i = 0; i < effects(s); ++i)
      if (s.problem.effects[i].kind == kind && nth-- == 0) return i;
    FAIL("no such effect");
    return 0;
  }
  int node(NodeKind kind, int nth = 0) const {
    for (int i = 0; i < nodes(s); ++i)
      if (s.problem.nodes[i].kind == kind && nth-- == 0) return i;
    FAIL("no such node");
    return 0;
  }
};

const char* const kStoreThenLoad = R"(
instruction store_load
takes data 1 return 0 loop 0
leaves data 1 return 0 loop 0
v0: s16 = input data 0
v1: u16 = const 8
v2: u16 = const 10
v3: s16 = load 2 v2
block b0
  store 2 v1 v0
  read v3
  leave p0
path p0
  data v3
end
)";

const char* const kPorts = R"(
instruction ports
takes data 2 return 0 loop 0
leaves data 1 return 0 loop 0
v0: u16 = input data 0
v1: s16 = input data 1
v2: s16 = port_read v0
v3: s16 = port_read v0
v4: s16 = add v2 v3
block b0
  read v2
  port_write v0 v1
  read v3
  leave p0
path p0
  data v4
end
)";

}  // namespace

TEST_CASE("an effect a step earlier") {
  // Everything is placed as soon as possible, so one step earlier is always wrong.
  const int planted = plant(effects, [](Schedule& s, int i) {
    const Effect& e = s.problem.effects[i];
    --s.effect_step[i];
    if (e.kind == EffectKind::kCommit) --s.commit_step[e.path];
    return true;
  });
  CHECK(planted > 250);
}

TEST_CASE("an effect a step later") {
  const int planted = plant(
      effects,
      [](Schedule& s, int i) {
        const Effect& e = s.problem.effects[i];
        if (e.kind == EffectKind::kCommit || e.kind == EffectKind::kRead) return false;
        int end = 0;  // past every commit that it leads to
        for (std::size_t k = 0; k < s.problem.effects.size(); ++k)
          if (s.problem.effects[k].kind == EffectKind::kCommit &&
              on_one_path(s.problem, e.block, s.problem.effects[k].block))
            end = std::max(end, s.effect_step[k]);
        s.effect_step[i] = end + 1;
        s.steps = std::max(s.steps, end + 2);
        return true;
      });
  CHECK(planted > 100);
}

TEST_CASE("a commit that is not the path's") {
  const int planted = plant(
      [](const Schedule& s) { return static_cast<int>(s.commit_step.size()); },
      [](Schedule& s, int path) {
        ++s.commit_step[path];
        return true;
      },
      "commit step of path");
  CHECK(planted >= static_cast<int>(built().instructions.size()));
}

TEST_CASE("a value a step earlier") {
  const int planted = plant(nodes, [](Schedule& s, int i) {
    if (!placed(s, i)) return false;
    --s.issue[i];
    --s.ready[i];
    return true;
  });
  CHECK(planted > 250);
}

TEST_CASE("a value before its operand") {
  const int planted = plant(
      nodes,
      [](Schedule& s, int i) {
        if (!placed(s, i)) return false;
        for (int arg : s.problem.nodes[i].args)
          if (s.ready[arg] == s.issue[i] && s.issue[i] > 0) {
            --s.issue[i];
            --s.ready[i];
            return true;
          }
        return false;
      },
      "operand not ready for node");
  CHECK(planted > 30);
}

TEST_CASE("a result before its unit has it") {
  const int planted = plant(
      nodes,
      [](Schedule& s, int i) {
        if (!placed(s, i) || s.ready[i] == s.issue[i]) return false;
        --s.ready[i];
        return true;
      },
      "latency of node");
  CHECK(planted > 30);
}

TEST_CASE("a value that is not computed at all") {
  const int planted = plant(nodes, [](Schedule& s, int i) {
    if (!placed(s, i)) return false;
    s.issue[i] = s.ready[i] = kNone;
    return true;
  });
  CHECK(planted > 250);
}

TEST_CASE("logic counted too short") {
  const int planted = plant(
      nodes,
      [](Schedule& s, int i) {
        if (!placed(s, i) || s.level[i] == 0 || s.problem.nodes[i].kind != NodeKind::kPure) return false;
        --s.level[i];
        return true;
      },
      "level of node");
  CHECK(planted > 150);
}

TEST_CASE("units start from their own level") {
  const int planted = plant(
      nodes,
      [](Schedule& s, int i) {
        if (!placed(s, i) || s.level[i] == 0 || s.problem.nodes[i].kind == NodeKind::kPure) return false;
        s.level[i] = 0;
        return true;
      },
      "level of node");
  CHECK(planted > 50);
}

TEST_CASE("more logic in a clock than allowed") {
  int planted = 0;
  for (const Schedule& original : all_schedules()) {
    int deepest = 0;
    for (int i = 0; i < nodes(original); ++i)
      if (placed(original, i) && original.problem.nodes[i].kind == NodeKind::kPure && original.issue[i] != kNone)
        deepest = std::max(deepest, original.level[i]);
    if (deepest <= 3) continue;  // a single adder is let through at any limit
    Schedule s = original;
    s.problem.core.chain_levels = deepest - 1;
    ++planted;
    INFO(original.problem.instruction->word);
    CHECK(faults(s).find("chain at node") != std::string::npos);
  }
  CHECK(planted > 20);
}

TEST_CASE("a unit at work twice in a step") {
  const int planted = plant(
      nodes,
      [](Schedule& s, int i) {
        const Node& n = s.problem.nodes[i];
        if (!placed(s, i) || n.kind < NodeKind::kStackRead) return false;
        for (int k = 0; k < i; ++k) {
          const Node& other = s.problem.nodes[k];
          if (s.issue[k] == kNone || other.kind != n.kind || other.stack != n.stack) continue;
          const int latency = s.ready[i] - s.issue[i];
          s.issue[i] = s.issue[k];
          s.ready[i] = s.issue[i] + latency;
          return true;
        }
        return false;
      },
      "unit used twice by node");
  CHECK(planted > 10);
}

TEST_CASE("a divider started while it divides") {
  Own own(R"(
instruction two_quotients
takes data 2 return 0 loop 0
leaves data 2 return 0 loop 0
v0: s16 = input data 0
v1: s16 = input data 1
v2: s16 = div v1 v0
v3: s16 = div v0 v1
block b0
  leave p0
path p0
  data v2 v3
end
)");
  const int second = own.node(NodeKind::kDivide, 1);
  const int latency = own.s.ready[second] - own.s.issue[second];
  REQUIRE(own.s.issue[second] == own.s.ready[own.node(NodeKind::kDivide)]);
  own.s.issue[second] -= 1;
  own.s.ready[second] = own.s.issue[second] + latency;
  CHECK(faults(own.s).find("unit used twice by node " + std::to_string(second)) != std::string::npos);
}

TEST_CASE("a value dropped before its last use") {
  const int planted = plant(
      nodes,
      [](Schedule& s, int i) {
        if (!placed(s, i)) return false;
        --s.last_use[i];
        return true;
      },
      "kept");
  CHECK(planted > 250);
}

TEST_CASE("the top of memory is there in the first step alone") {
  const int planted = plant(
      nodes,
      [](Schedule& s, int i) {
        if (s.issue[i] == kNone || s.problem.nodes[i].kind != NodeKind::kTopOfMemory) return false;
        ++s.issue[i];
        ++s.ready[i];
        return true;
      },
      "top of memory read late");
  CHECK(planted > 30);
}

TEST_CASE("an effect outside the steps") {
  Schedule s = schedule_of("2!");
  --s.steps;
  CHECK(faults(s).find("step of effect") != std::string::npos);
}

TEST_CASE("two stores at once, or in the wrong order") {
  Schedule s = schedule_of("2!");
  std::vector<int> stores;
  for (int i = 0; i < effects(s); ++i)
    if (s.problem.effects[i].kind == EffectKind::kStore) stores.push_back(i);
  REQUIRE(stores.size() == 2);
  Schedule same = s;
  same.effect_step[stores[1]] = same.effect_step[stores[0]];
  CHECK(faults(same).find("stores, effect") != std::string::npos);
  std::swap(s.effect_step[stores[0]], s.effect_step[stores[1]]);
  CHECK(faults(s).find("stores, effect") != std::string::npos);
}

TEST_CASE("a load before the store that it follows") {
  Own own(kStoreThenLoad);
  const int read = own.effect(EffectKind::kRead), store = own.effect(EffectKind::kStore);
  REQUIRE(own.s.effect_step[read] == own.s.effect_step[store] + 1);
  const int node = own.s.problem.effects[read].node;
  --own.s.effect_step[read];
  --own.s.issue[node];
  --own.s.ready[node];
  CHECK(faults(own.s).find("read early, effect " + std::to_string(read)) != std::string::npos);
}

TEST_CASE("a store before the load that it follows") {
  Own own(R"(
instruction exchange
takes data 1 return 0 loop 0
leaves data 1 return 0 loop 0
v0: s16 = input data 0
v1: u16 = const 8
v2: s16 = load 2 v1
block b0
  read v2
  store 2 v1 v0
  leave p0
path p0
  data v2
end
)");
  const int store = own.effect(EffectKind::kStore);
  REQUIRE(own.s.effect_step[store] == 1);
  own.s.effect_step[store] = 0;
  CHECK(faults(own.s).find("store early, effect " + std::to_string(store)) != std::string::npos);
}

TEST_CASE("port accesses out of order") {
  Own own(kPorts);
  const int write = own.effect(EffectKind::kPortWrite);
  const int first = own.effect(EffectKind::kPortRead, 0), second = own.effect(EffectKind::kPortRead, 1);
  REQUIRE(own.s.effect_step[first] < own.s.effect_step[write]);
  REQUIRE(own.s.effect_step[write] < own.s.effect_step[second]);
  Schedule s = own.s;
  s.effect_step[write] = s.effect_step[first];
  CHECK(faults(s).find("port order, effect " + std::to_string(write)) != std::string::npos);
  s = own.s;
  s.effect_step[write] = s.effect_step[second];
  CHECK(faults(s).find("port order, effect " + std::to_string(second)) != std::string::npos);
}

TEST_CASE("a port read apart from its step") {
  Own own(kPorts);
  ++own.s.effect_step[own.effect(EffectKind::kPortRead)];
  CHECK(faults(own.s).find("read out of step") != std::string::npos);
}

TEST_CASE("a trap once something has been done") {
  const int planted = plant(
      effects,
      [](Schedule& s, int i) {
        const Effect& e = s.problem.effects[i];
        if (e.kind != EffectKind::kTrap) return false;
        for (std::size_t k = i + 1; k < s.problem.effects.size(); ++k) {
          const Effect& after = s.problem.effects[k];
          if (reads_memory(after) || !on_one_path(s.problem, e.block, after.block)) continue;
          s.effect_step[i] = s.effect_step[k] + 1;
          s.steps = std::max(s.steps, s.effect_step[i] + 1);
          return true;
        }
        return false;
      },
      "trap late, effect");
  CHECK(planted > 25);
}

TEST_CASE("traps that follow an effect in the problem itself") {
  Schedule s = schedule_of("!");
  std::size_t trap = 0;
  while (s.problem.effects[trap].kind != EffectKind::kTrap) ++trap;
  std::size_t store = trap;
  while (s.problem.effects[store].kind != EffectKind::kStore) ++store;
  std::swap(s.problem.effects[trap], s.problem.effects[store]);
  CHECK(faults(s).find("trap after effect") != std::string::npos);
}

TEST_CASE("an effect before it is known whether it happens") {
  int planted = 0;
  for (const Schedule& original : all_schedules())
    for (int i = 0; i < effects(original); ++i) {
      const int block = original.problem.effects[i].block;
      if (original.problem.blocks[block].parent == kNone || reads_memory(original.problem.effects[i])) continue;
      const int condition = original.problem.blocks[original.problem.blocks[block].parent].condition;
      Schedule s = original;
      // As if the condition took until after this effect.
      s.issue[condition] = s.ready[condition] = original.effect_step[i] + 1;
      ++planted;
      INFO(original.problem.instruction->word);
      CHECK(faults(s).find("effect before its condition, node " + std::to_string(condition)) != std::string::npos);
    }
  CHECK(planted > 10);
}

TEST_CASE("a stack write over a cell that is still to be read") {
  const int planted = plant(
      effects,
      [](Schedule& s, int i) {
        const Effect& e = s.problem.effects[i];
        if (e.kind != EffectKind::kStackWrite) return false;
        for (int n = 0; n < nodes(s); ++n) {
          const Node& node = s.problem.nodes[n];
          if (node.kind != NodeKind::kStackRead || node.stack != e.stack || s.issue[n] == kNone) continue;
          if (!node.args.empty() ||
              stack_offset_before(s.problem, node.stack, static_cast<int>(node.imm)) != stack_offset_after(s.problem, e))
            continue;
          s.effect_step[i] = s.issue[n];
          return true;
        }
        return false;
      },
      "stack write overtakes the read of node");
  CHECK(planted >= 3);
}

TEST_CASE("two writes of a stack at once") {
  const int planted = plant(
      effects,
      [](Schedule& s, int i) {
        const Effect& e = s.problem.effects[i];
        if (e.kind != EffectKind::kStackWrite) return false;
        for (int k = 0; k < i; ++k) {
          const Effect& other = s.problem.effects[k];
          if (other.kind != EffectKind::kStackWrite || other.stack != e.stack || other.path != e.path) continue;
          s.effect_step[i] = s.effect_step[k];
          return true;
        }
        return false;
      },
      "stack port used twice");
  CHECK(planted >= 3);
}

TEST_CASE("a diagnostic names the instruction and its place") {
  Schedule s = schedule_of("+");
  ++s.commit_step[0];
  const Diagnostics found = verify(s);
  REQUIRE(found.size() == 1);
  CHECK(found[0].message == "add: commit step of path 0");
  CHECK(found[0].where.line > 0);
  CHECK(found[0].where.pointer.find("/instructions/") == 0);
}
