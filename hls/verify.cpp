// Checks a schedule against the problem, from first principles and without any knowledge of the scheduler.
#include <map>

#include "hls/address_ranges.hpp"
#include "hls/schedule.hpp"

namespace rexa::hls {
namespace {

class Verifier {
 public:
  explicit Verifier(const Schedule& schedule) : s_(schedule), p_(schedule.problem), addresses_(p_) {}

  Diagnostics run() {
    nodes();
    units();
    for (std::size_t i = 0; i < p_.effects.size(); ++i) effect(static_cast<int>(i));
    pairs();
    return std::move(found_);
  }

 private:
  void require(bool holds, const std::string& what) {
    if (holds) return;
    found_.push_back(error("bad-schedule", p_.instruction->name + ": " + what, p_.instruction->where));
  }
  static std::string number(const char* what, std::size_t index) {
    return std::string(what) + " " + std::to_string(index);
  }

  int latency(const Node& n) const {
    switch (n.kind) {
      case NodeKind::kStackRead: case NodeKind::kDataRead: return p_.core.read_latency;
      case NodeKind::kSystemRead: return p_.core.system_latency;
      case NodeKind::kPortRead: return p_.core.port_latency;
      case NodeKind::kMultiply: return p_.core.multiply_latency;
      case NodeKind::kDivide: return p_.core.divide_latency(n.type.bits);
      default: return 0;
    }
  }

  static int unit_level(const Node& n) {
    switch (n.kind) {
      case NodeKind::kTopOfMemory: return kTopOfMemoryLevel;
      case NodeKind::kStackRead: case NodeKind::kDataRead: case NodeKind::kSystemRead: return kReadLevel;
      case NodeKind::kPortRead: return kPortLevel;
      case NodeKind::kMultiply: return kMultiplyLevel;
      case NodeKind::kDivide: return kDivideLevel;
      default: return levels(n.op, false);
    }
  }

  void nodes() {
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      const Node& n = p_.nodes[i];
      if (s_.issue[i] == kNone) continue;
      require(s_.ready[i] == s_.issue[i] + latency(n), number("latency of node", i));
      if (n.kind == NodeKind::kTopOfMemory) require(s_.issue[i] == 0, number("top of memory read late, node", i));
      int level = 0;
      for (int arg : n.args) {
        require(s_.issue[arg] != kNone, number("missing operand of node", i));
        require(s_.ready[arg] <= s_.issue[i], number("operand not ready for node", i));
        if (s_.ready[arg] == s_.issue[i]) level = std::max(level, s_.level[arg]);
        require(p_.nodes[arg].free || s_.last_use[arg] >= s_.issue[i], number("operand not kept for node", i));
      }
      if (n.kind != NodeKind::kPure) {
        require(s_.level[i] == unit_level(n), number("level of node", i));
        continue;
      }
      const bool constant_shift = (n.op == Op::kShl || n.op == Op::kShr) && p_.nodes[n.args[1]].op == Op::kConst;
      level += levels(n.op, constant_shift);
      require(s_.level[i] == level, number("level of node", i));
      require(level <= p_.core.chain_levels || level == levels(n.op, constant_shift), number("chain at node", i));
    }
  }

  void units() {
    std::map<std::pair<int, int>, int> users;  // (unit, step) -> count
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      const Node& n = p_.nodes[i];
      if (s_.issue[i] == kNone || n.kind < NodeKind::kStackRead) continue;
      const int unit = static_cast<int>(n.kind) * kStackCount + static_cast<int>(n.stack);
      const int busy = n.kind == NodeKind::kDivide ? latency(n) : 1;
      for (int k = 0; k < busy; ++k)
        require(++users[{unit, s_.issue[i] + k}] == 1, number("unit used twice by node", i));
    }
  }

  void need(int node, int step, const char* what) {
    if (node == kNone) return;
    require(s_.issue[node] != kNone && s_.ready[node] <= step, number(what, static_cast<std::size_t>(node)));
    require(p_.nodes[node].free || s_.last_use[node] >= step, number("not kept: node", static_cast<std::size_t>(node)));
  }

  void effect(int index) {
    const Effect& e = p_.effects[index];
    const int step = s_.effect_step[index];
    require(step >= 0 && step < s_.steps, number("step of effect", index));
    if (e.kind != EffectKind::kRead && e.kind != EffectKind::kSystemRead)
      for (int b = p_.blocks[e.block].parent; b != kNone; b = p_.blocks[b].parent)
        need(p_.blocks[b].condition, step, "effect before its condition, node");
    if (e.kind == EffectKind::kRead || e.kind == EffectKind::kPortRead || e.kind == EffectKind::kSystemRead) {
      require(s_.issue[e.node] == step, number("read out of step, effect", index));
      return;
    }
    need(e.node, step, "effect before its value, node");
    need(e.address, step, "effect before its address, node");
    if (e.kind == EffectKind::kCommit) {
      require(s_.commit_step[e.path] == step, number("commit step of path", e.path));
      for (const StackUpdate& update : p_.commits[e.path].stacks)
        for (int n : update.registers) need(n, step, "commit before its value, node");
      need(p_.commits[e.path].jump, step, "jump before its target, node");
      for (int n : p_.commits[e.path].depth) need(n, step, "commit before its depth, node");
      for (const PathCommit::RegisterWrite& write : p_.commits[e.path].registers)
        need(write.node, step, "commit before its machine register, node");
    }
    if (e.kind == EffectKind::kStackWrite)
      for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
        const Node& n = p_.nodes[i];
        if (n.kind != NodeKind::kStackRead || n.stack != e.stack || s_.issue[i] == kNone) continue;
        const bool alias = !n.args.empty() || stack_offset_before(p_, n.stack, static_cast<int>(n.imm)) ==
                                                  stack_offset_after(p_, e);
        require(!alias || s_.issue[i] < step, number("stack write overtakes the read of node", i));
      }
  }

  void pairs() {
    for (std::size_t i = 0; i < p_.effects.size(); ++i)
      for (std::size_t j = i + 1; j < p_.effects.size(); ++j) {
        const Effect &a = p_.effects[i], &b = p_.effects[j];
        if (!on_one_path(p_, a.block, b.block)) continue;
        const int at = s_.effect_step[i], bt = s_.effect_step[j];
        auto is = [](const Effect& e, EffectKind kind) { return e.kind == kind; };
        if (is(a, EffectKind::kTrap) && !reads_memory(b)) require(at <= bt, number("trap late, effect", i));
        require(!is(b, EffectKind::kTrap) || reads_memory(a) || is(a, EffectKind::kTrap),
                number("trap after effect", i));
        if (is(b, EffectKind::kCommit)) require(at <= bt, number("effect after commit, effect", i));
        if (is(a, EffectKind::kStore) && is(b, EffectKind::kStore)) require(at < bt, number("stores, effect", i));
        if (is(a, EffectKind::kStore) && is(b, EffectKind::kRead)) require(at < bt, number("read early, effect", j));
        if (is(a, EffectKind::kRead) && is(b, EffectKind::kStore)) require(at < bt, number("store early, effect", j));
        system_pair(a, b, at, bt, j);
        const bool port_a = is(a, EffectKind::kPortRead) || is(a, EffectKind::kPortWrite);
        const bool port_b = is(b, EffectKind::kPortRead) || is(b, EffectKind::kPortWrite);
        if (port_a && port_b) require(at < bt, number("port order, effect", j));
        if (is(a, EffectKind::kStackWrite) && is(b, EffectKind::kStackWrite) && a.stack == b.stack)
          require(at != bt, number("stack port used twice, effect", j));
      }
  }

  // No effect, even if undone.
  static bool reads_memory(const Effect& e) { return e.kind == EffectKind::kRead || e.kind == EffectKind::kSystemRead; }

  // Of system memory: `a` before `b` in program order.
  void system_pair(const Effect& a, const Effect& b, int at, int bt, std::size_t j) {
    const bool writes_a = a.kind == EffectKind::kSystemWrite, writes_b = b.kind == EffectKind::kSystemWrite;
    const bool reads_a = a.kind == EffectKind::kSystemRead, reads_b = b.kind == EffectKind::kSystemRead;
    if (writes_a && writes_b) {
      require(at != bt, number("system port used twice, effect", j));
      require(at < bt || !addresses_.may_be_same(a.address, b.address), number("system writes, effect", j));
    }
    if (writes_a && reads_b)
      require(at < bt || !addresses_.may_be_same(a.address, p_.nodes[b.node].args[0]),
              number("system read early, effect", j));
    if (reads_a && writes_b)
      require(at < bt || !addresses_.may_be_same(p_.nodes[a.node].args[0], b.address),
              number("system write early, effect", j));
  }

  const Schedule& s_;
  const Problem& p_;
  AddressRanges addresses_;
  Diagnostics found_;
};

}  // namespace

Diagnostics verify(const Schedule& schedule) { return Verifier(schedule).run(); }

}  // namespace rexa::hls
