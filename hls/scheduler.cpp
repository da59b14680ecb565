// List scheduling, as soon as possible, in program order. Instructions are small and their order is given by
// what they mean; so a greedy pass finds the shortest schedule for all but contrived cases, and `verify`
// checks the outcome whatever way it was found.
#include <algorithm>
#include <map>
#include <set>

#include "hls/address_ranges.hpp"
#include "hls/schedule.hpp"

namespace rexa::hls {
namespace {

class Scheduler {
 public:
  explicit Scheduler(Problem problem) : addresses_(problem) {
    s_.problem = std::move(problem);
    const std::size_t n = s_.problem.nodes.size();
    s_.issue.assign(n, kNone);
    s_.ready.assign(n, kNone);
    s_.level.assign(n, 0);
    s_.last_use.assign(n, kNone);
    s_.effect_step.assign(p().effects.size(), kNone);
    s_.commit_step.assign(p().commits.size(), 0);
  }

  Schedule run() {
    for (std::size_t i = 0; i < p().effects.size(); ++i) {
      s_.effect_step[i] = place(static_cast<int>(i));
      if (p().effects[i].kind == EffectKind::kCommit) s_.commit_step[p().effects[i].path] = s_.effect_step[i];
    }
    for (int step : s_.effect_step) s_.steps = std::max(s_.steps, step + 1);
    record_uses();
    return std::move(s_);
  }

 private:
  const Problem& p() const { return s_.problem; }

  // --- nodes ---

  void node(int index) {
    if (s_.issue[index] != kNone) return;
    const Node& n = p().nodes[index];
    for (int arg : n.args) node(arg);
    switch (n.kind) {
      case NodeKind::kLeaf:
        set(index, 0, 0, levels(n.op, false));
        break;
      case NodeKind::kTopOfMemory:
        set(index, 0, 0, kTopOfMemoryLevel);
        break;
      case NodeKind::kPure:
        pure(index, n);
        break;
      case NodeKind::kStackRead:
        issue_on_unit(index, n, 0, p().core.read_latency, kReadLevel);
        break;
      case NodeKind::kDataRead:
        issue_on_unit(index, n, earliest_read_, p().core.read_latency, kReadLevel);
        break;
      case NodeKind::kSystemRead:
        issue_on_unit(index, n, earliest_system_, p().core.system_latency, kReadLevel);
        break;
      case NodeKind::kPortRead:
        issue_on_unit(index, n, earliest_port_, p().core.port_latency, kPortLevel);
        break;
      case NodeKind::kMultiply:
        issue_on_unit(index, n, 0, p().core.multiply_latency, kMultiplyLevel);
        break;
      case NodeKind::kDivide:
        issue_on_unit(index, n, 0, p().core.divide_latency(n.type.bits), kDivideLevel);
        break;
    }
  }

  void set(int index, int issue, int ready, int level) {
    s_.issue[index] = issue;
    s_.ready[index] = ready;
    s_.level[index] = level;
  }

  void pure(int index, const Node& n) {
    int step = 0;
    for (int arg : n.args) step = std::max(step, s_.ready[arg]);
    const bool constant_shift = (n.op == Op::kShl || n.op == Op::kShr) && p().nodes[n.args[1]].op == Op::kConst;
    const int own = levels(n.op, constant_shift);
    int level = input_level(n, step) + own;
    if (level > p().core.chain_levels) {
      ++step;
      level = input_level(n, step) + own;
    }
    set(index, step, step, level);
  }

  int input_level(const Node& n, int step) const {
    int level = 0;
    for (int arg : n.args)
      if (s_.ready[arg] == step) level = std::max(level, s_.level[arg]);
    return level;
  }

  void issue_on_unit(int index, const Node& n, int earliest, int latency, int level) {
    int step = earliest;
    for (int arg : n.args) step = std::max(step, s_.ready[arg]);
    const int busy = n.kind == NodeKind::kDivide ? latency : 1;
    while (!unit_free(n, step, busy)) ++step;
    for (int k = 0; k < busy; ++k) busy_[unit(n)].insert(step + k);
    set(index, step, step + latency, level);
  }

  static int unit(const Node& n) { return static_cast<int>(n.kind) * kStackCount + static_cast<int>(n.stack); }
  bool unit_free(const Node& n, int step, int busy) {
    for (int k = 0; k < busy; ++k)
      if (busy_[unit(n)].count(step + k)) return false;
    return true;
  }

  // --- effects ---

  // The first step in which it is known that execution is in `block`.
  int guard_step(int block) {
    int step = 0;
    for (int b = p().blocks[block].parent; b != kNone; b = p().blocks[b].parent) {
      node(p().blocks[b].condition);
      step = std::max(step, s_.ready[p().blocks[b].condition]);
    }
    return step;
  }

  int place(int index) {
    const Effect& e = p().effects[index];
    int step = guard_step(e.block);
    earliest_read_ = earliest_port_ = earliest_system_ = 0;
    for (int i = 0; i < index; ++i) {
      const Effect& before = p().effects[i];
      if (!on_one_path(p(), before.block, e.block)) continue;
      const int at = s_.effect_step[i];
      if (e.kind == EffectKind::kRead) {  // reading early does no harm, but not before an earlier store
        if (before.kind == EffectKind::kStore) earliest_read_ = std::max(earliest_read_, at + 1);
        continue;
      }
      if (e.kind == EffectKind::kSystemRead) {  // likewise
        if (before.kind == EffectKind::kSystemWrite && addresses_.may_be_same(before.address, read_address(e)))
          earliest_system_ = std::max(earliest_system_, at + 1);
        continue;
      }
      step = std::max(step, at + gap(before, e));
      if (before.kind == EffectKind::kSystemRead && e.kind == EffectKind::kSystemWrite &&
          addresses_.may_be_same(read_address(before), e.address))
        step = std::max(step, s_.issue[before.node] + 1);
      if (before.kind == EffectKind::kRead && e.kind == EffectKind::kStore)
        step = std::max(step, s_.issue[before.node] + 1);
    }
    if (e.kind == EffectKind::kPortRead) earliest_port_ = step;
    if (e.kind == EffectKind::kCommit) return std::max(step, commit_operands(p().commits[e.path]));
    node(e.node);
    if (is_read(e.kind)) return s_.issue[e.node];
    step = std::max(step, s_.ready[e.node]);
    if (e.address != kNone) {
      node(e.address);
      step = std::max(step, s_.ready[e.address]);
    }
    if (e.kind == EffectKind::kStackWrite) {
      // Place the reads that this write must not overtake.
      commit_operands(p().commits[e.path]);
      for (const Effect& other : p().effects)
        if (other.kind == EffectKind::kStackWrite && other.path == e.path) node(other.node);
      step = stack_write(e, step);
    }
    return step;
  }

  static bool is_read(EffectKind kind) {
    return kind == EffectKind::kRead || kind == EffectKind::kPortRead || kind == EffectKind::kSystemRead;
  }
  int read_address(const Effect& e) const { return p().nodes[e.node].args[0]; }

  // Least distance from an earlier effect on the same path.
  static int gap(const Effect& before, const Effect& e) {
    const bool port_a = before.kind == EffectKind::kPortRead || before.kind == EffectKind::kPortWrite;
    const bool port_b = e.kind == EffectKind::kPortRead || e.kind == EffectKind::kPortWrite;
    if (port_a && port_b) return 1;
    if (before.kind == EffectKind::kStore && e.kind == EffectKind::kStore) return 1;
    if (before.kind == EffectKind::kStackWrite && e.kind == EffectKind::kStackWrite)
      return before.stack == e.stack ? 1 : kNotOrdered;
    if (before.kind == EffectKind::kSystemWrite && e.kind == EffectKind::kSystemWrite) return 1;
    if (before.kind == EffectKind::kRead || before.kind == EffectKind::kSystemRead) return kNotOrdered;
    if (e.kind == EffectKind::kTrap || before.kind == EffectKind::kTrap || e.kind == EffectKind::kCommit) return 0;
    return kNotOrdered;
  }

  int commit_operands(const PathCommit& commit) {
    int step = 0;
    auto need = [&](int n) {
      if (n == kNone) return;
      node(n);
      step = std::max(step, s_.ready[n]);
    };
    for (const StackUpdate& update : commit.stacks)
      for (int n : update.registers) need(n);
    need(commit.jump);
    for (int n : commit.depth) need(n);
    for (const PathCommit::RegisterWrite& write : commit.registers) need(write.node);
    return step;
  }

  // After every read that may still want the cell which this write replaces.
  int stack_write(const Effect& e, int step) {
    const int address = stack_offset_after(p(), e);
    for (std::size_t i = 0; i < p().nodes.size(); ++i) {
      const Node& n = p().nodes[i];
      if (n.kind != NodeKind::kStackRead || n.stack != e.stack || s_.issue[i] == kNone) continue;
      const bool dynamic = !n.args.empty();
      if (dynamic || stack_offset_before(p(), n.stack, static_cast<int>(n.imm)) == address)
        step = std::max(step, s_.issue[i] + 1);
    }
    return step;
  }

  // --- lifetimes ---

  void use(int n, int step) {
    if (n == kNone) return;
    s_.last_use[n] = std::max(s_.last_use[n], step);
    if (p().nodes[n].free)  // formed anew where it is used
      for (int arg : p().nodes[n].args) use(arg, step);
  }

  void record_uses() {
    for (std::size_t i = 0; i < p().nodes.size(); ++i)
      if (s_.issue[i] != kNone)
        for (int arg : p().nodes[i].args) use(arg, s_.issue[i]);
    for (std::size_t i = 0; i < p().effects.size(); ++i) {
      const Effect& e = p().effects[i];
      const int step = s_.effect_step[i];
      use(e.node, step);
      use(e.address, step);
      for (int b = p().blocks[e.block].parent; b != kNone; b = p().blocks[b].parent)
        use(p().blocks[b].condition, step);
      if (e.kind != EffectKind::kCommit) continue;
      const PathCommit& commit = p().commits[e.path];
      for (const StackUpdate& update : commit.stacks)
        for (int n : update.registers) use(n, step);
      use(commit.jump, step);
      for (int n : commit.depth) use(n, step);
      for (const PathCommit::RegisterWrite& write : commit.registers) use(write.node, step);
    }
  }

  static constexpr int kNotOrdered = -1000;
  AddressRanges addresses_;
  Schedule s_;
  int earliest_read_ = 0, earliest_port_ = 0, earliest_system_ = 0;
  std::map<int, std::set<int>> busy_;
};

}  // namespace

Schedule schedule(Problem problem) { return Scheduler(std::move(problem)).run(); }

Result<std::vector<Schedule>> schedule_machine(const Machine& machine) {
  const MicroArchitecture core = micro_architecture(machine);
  std::vector<Schedule> schedules;
  Diagnostics found;
  auto keep = [&](const Diagnostics& more) { found.insert(found.end(), more.begin(), more.end()); };
  for (int op = 0; op < machine.operation_count(); ++op) {
    auto problem = make_problem(machine.operation(op), core);
    keep(problem.diagnostics());
    if (!problem) continue;
    const Diagnostics faults = check(*problem);
    keep(faults);
    if (has_errors(faults)) continue;
    schedules.push_back(schedule(std::move(*problem)));
    keep(verify(schedules.back()));
  }
  if (has_errors(found)) return found;
  return schedules;
}

CycleTable cycle_table(const std::vector<Schedule>& schedules) {
  CycleTable table;
  if (!schedules.empty()) table.refill_clocks = schedules[0].problem.core.refill_clocks();
  for (const Schedule& s : schedules) {
    CycleTable::Entry entry;
    for (int step : s.commit_step) entry.path_clocks.push_back(step + 1);
    entry.trap_clocks.assign(s.problem.trap_count, 1);
    for (std::size_t i = 0; i < s.problem.effects.size(); ++i)
      if (s.problem.effects[i].kind == EffectKind::kTrap)
        entry.trap_clocks[s.problem.effects[i].trap_index] = s.effect_step[i] + 1;
    table.instructions.push_back(std::move(entry));
  }
  return table;
}

}  // namespace rexa::hls
