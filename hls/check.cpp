// Is a problem well-formed? What the scheduler, the verifier and the back ends take for granted.
#include <algorithm>

#include "hls/problem.hpp"

namespace rexa::hls {
namespace {

constexpr const char* kStacks[kStackCount] = {"data", "return", "loop"};

class Checker {
 public:
  explicit Checker(const Problem& problem) : p_(problem) {}

  Diagnostics run() {
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) node(static_cast<int>(i));
    for (const Effect& e : p_.effects) effect(e);
    for (std::size_t path = 0; path < p_.commits.size(); ++path) commit(static_cast<int>(path));
    paths();
    return std::move(found_);
  }

 private:
  void fault(const std::string& message) {
    found_.push_back(
        error("bad-problem", p_.instruction->name + ": " + message, p_.instruction->where));
  }
  bool exists(int node) const { return node >= 0 && node < static_cast<int>(p_.nodes.size()); }

  static bool right_count(const Node& n) {
    const std::size_t count = n.args.size();
    switch (n.kind) {
      case NodeKind::kLeaf: case NodeKind::kTopOfMemory: return count == 0;
      case NodeKind::kStackRead: return count <= 1;
      case NodeKind::kDataRead: case NodeKind::kPortRead: case NodeKind::kSystemRead: return count == 1;
      case NodeKind::kMultiply: case NodeKind::kDivide: return count == 2;
      case NodeKind::kPure: break;
    }
    if (n.op == Op::kNot || n.op == Op::kNeg || n.op == Op::kConvert) return count == 1;
    return count == (n.op == Op::kSelect ? 3 : 2);
  }

  void node(int index) {
    const Node& n = p_.nodes[index];
    const std::string name = "node " + std::to_string(index);
    for (int arg : n.args)
      if (arg < 0 || arg >= index) fault(name + " uses a later node");
    if (!right_count(n))
      fault(name + " has " + std::to_string(n.args.size()) + (n.args.size() == 1 ? " argument" : " arguments"));
    if (n.type.bits < 1 || n.type.bits > 2 * p_.core.cell_bits + 1)
      fault(name + " of " + to_string(n.type) + " is wider than the core's data path");
    if (n.kind == NodeKind::kMultiply && !p_.core.multiplier) fault(name + " needs a multiplier, the core has none");
    if (n.kind == NodeKind::kDivide && !p_.core.divider) fault(name + " needs a divider, the core has none");
  }

  void effect(const Effect& e) {
    if (e.block < 0 || e.block >= static_cast<int>(p_.blocks.size()))
      fault("an effect in block " + std::to_string(e.block));
    if (e.kind != EffectKind::kCommit && !exists(e.node)) fault("an effect without its value");
    if ((e.kind == EffectKind::kStore || e.kind == EffectKind::kPortWrite || e.kind == EffectKind::kSystemWrite) &&
        !exists(e.address))
      fault("an effect without its address");
    if ((e.kind == EffectKind::kCommit || e.kind == EffectKind::kStackWrite) && !is_path(e.path))
      fault("an effect belongs to path " + std::to_string(e.path));
  }

  void commit(int path) {
    const PathCommit& c = p_.commits[path];
    for (int s = 0; s < kStackCount; ++s) {
      const auto& registers = c.stacks[s].registers;
      if (static_cast<int>(registers.size()) != p_.core.registers[s])
        fault("a commit of " + std::to_string(registers.size()) + " " + kStacks[s] + " registers, the core has " +
              std::to_string(p_.core.registers[s]));
      for (int n : registers)
        if (n != kNone && !exists(n)) fault("a commit of a node that is not there");
    }
    if (c.jump != kNone && !exists(c.jump)) fault("a jump to a node that is not there");
    for (const PathCommit::RegisterWrite& write : c.registers)
      if (write.index < 0 || !exists(write.node)) fault("a machine register without its new value");
    for (int n : c.depth)
      if ((n != kNone) != c.rebases() || (n != kNone && !exists(n))) fault("a rebase without its depths");
    if (c.rebases()) rebase(path);
  }

  // The RAMs hold the whole stacks afterwards, and the registers nothing that counts.
  void rebase(int path) {
    const PathCommit& c = p_.commits[path];
    if (c.jump == kNone) fault("a rebase that does not jump");
    for (int s = 0; s < kStackCount; ++s)
      for (int r = 0; r < p_.core.registers[s]; ++r) {
        if (r < static_cast<int>(c.stacks[s].registers.size()) && c.stacks[s].registers[r] != kNone)
          fault("a rebase that keeps a cell in a register");
        const bool spilled = std::any_of(p_.effects.begin(), p_.effects.end(), [&](const Effect& e) {
          return e.kind == EffectKind::kStackWrite && e.path == path && static_cast<int>(e.stack) == s &&
                 e.depth_after == r;
        });
        if (!spilled) fault(std::string("a rebase that loses ") + kStacks[s] + " register " + std::to_string(r));
      }
  }

  bool is_path(int path) const { return path >= 0 && path < static_cast<int>(p_.commits.size()); }

  void paths() {
    std::vector<int> commits(p_.commits.size(), 0);
    for (const Effect& e : p_.effects)
      if (e.kind == EffectKind::kCommit && is_path(e.path)) ++commits[e.path];
    for (int count : commits)
      if (count != 1) fault("a path has " + std::to_string(count) + " commits");
  }

  const Problem& p_;
  Diagnostics found_;
};

}  // namespace

Diagnostics check(const Problem& problem) { return Checker(problem).run(); }

}  // namespace rexa::hls
