#include "isa/kept_loops.hpp"

#include <algorithm>
#include <map>

#include "isa/ir_builder.hpp"

namespace rexa {

namespace {

bool is_read(Op op) { return op == Op::kLoad || op == Op::kPortRead || op == Op::kSysRead; }

class Unroller {
 public:
  explicit Unroller(const InstructionIr& kept) : kept_(kept), result_(kept) {}

  InstructionIr run() {
    result_.loops.clear();
    for (std::size_t i = 0; i < kept_.blocks.size(); ++i) {
      Block& block = result_.blocks[i];
      block.actions.clear();
      for (const Action& action : kept_.blocks[i].actions) perform(action, block);
      block.condition = made(block.condition);
    }
    for (Leaf& leaf : result_.paths) {
      leaf.jump = made(leaf.jump);
      for (ValueId& depth : leaf.depth) depth = made(depth);
      for (Leaf::RegisterWrite& write : leaf.registers) write.value = made(write.value);
      for (std::vector<ValueId>& outputs : leaf.outputs) {
        for (ValueId& output : outputs) output = made(output);
      }
    }
    result_.values = build_.take();
    prune(result_);
    return std::move(result_);
  }

 private:
  const Value& at(ValueId id) const { return kept_.values[static_cast<std::size_t>(id)]; }

  // What the value is now that variables and reads are what they are.
  ValueId made(ValueId id) {
    if (id == kNone) return kNone;
    const auto held = held_.find(id);
    if (held != held_.end()) return held->second;
    const Value& value = at(id);
    if (value.op == Op::kConst) return build_.constant(value.type, value.imm);
    std::vector<ValueId> args;
    for (const ValueId arg : value.args) args.push_back(made(arg));
    return build_.make(value.op, value.type, std::move(args), value.imm, value.stack);
  }

  void perform(const Action& action, Block& block) {
    if (action.kind == ActionKind::kLoop) return rounds(kept_.loops[static_cast<std::size_t>(action.loop)], block);
    Action own = action;
    own.address = made(action.address);
    own.condition = made(action.condition);
    if (action.kind == ActionKind::kRead) {
      const Value& read = at(action.value);
      own.value = build_.make_read(read.op, read.type, made(read.args[0]), static_cast<int>(read.imm));
      held_[action.value] = own.value;
    } else {
      own.value = made(action.value);
    }
    block.actions.push_back(own);
  }

  void rounds(const Loop& loop, Block& block) {
    for (const Loop::Variable& v : loop.variables) held_[v.variable] = made(v.initial);
    for (std::int64_t number = loop.begin; number < loop.end; ++number) {
      held_[loop.counter] = build_.constant(at(loop.counter).type, number);
      for (const Action& action : loop.actions) perform(action, block);
      std::vector<ValueId> next;
      for (const Loop::Variable& v : loop.variables) next.push_back(made(v.next));
      for (std::size_t i = 0; i < next.size(); ++i) held_[loop.variables[i].variable] = next[i];
    }
  }

  const InstructionIr& kept_;
  InstructionIr result_;
  IrBuilder build_;
  std::map<ValueId, ValueId> held_;  // by variables; by reads that have been performed
};

class Comparison {
 public:
  Comparison(const InstructionIr& a, const InstructionIr& b) : a_(a), b_(b) {}

  bool holds() {
    if (a_.blocks.size() != b_.blocks.size() || a_.paths.size() != b_.paths.size()) return false;
    if (!std::equal(std::begin(a_.inputs), std::end(a_.inputs), b_.inputs)) return false;
    for (std::size_t i = 0; i < a_.blocks.size(); ++i) {
      if (!same_block(a_.blocks[i], b_.blocks[i])) return false;
    }
    for (std::size_t i = 0; i < a_.paths.size(); ++i) {
      if (!same_leaf(a_.paths[i], b_.paths[i])) return false;
    }
    return true;
  }

 private:
  bool same(ValueId a, ValueId b) {
    if (a == kNone || b == kNone) return a == b;
    const auto known = pairs_.find(a);
    if (known != pairs_.end()) return known->second == b;
    const Value& left = a_.values[static_cast<std::size_t>(a)];
    const Value& right = b_.values[static_cast<std::size_t>(b)];
    if (is_read(left.op)) return false;  // not by the same action
    if (left.op != right.op || left.type != right.type || left.imm != right.imm || left.stack != right.stack ||
        !std::equal(left.args.begin(), left.args.end(), right.args.begin(), right.args.end(),
                    [&](ValueId x, ValueId y) { return same(x, y); }))
      return false;
    pairs_[a] = b;
    return true;
  }

  bool same_action(const Action& a, const Action& b) {
    if (a.kind != b.kind || a.trap != b.trap || a.bytes != b.bytes || a.kind == ActionKind::kLoop) return false;
    if (a.kind != ActionKind::kRead)
      return same(a.address, b.address) && same(a.condition, b.condition) && same(a.value, b.value);
    const Value& left = a_.values[static_cast<std::size_t>(a.value)];
    const Value& right = b_.values[static_cast<std::size_t>(b.value)];
    pairs_[a.value] = b.value;
    return left.op == right.op && left.type == right.type && left.imm == right.imm && same(left.args[0], right.args[0]);
  }

  bool same_block(const Block& a, const Block& b) {
    return std::equal(a.actions.begin(), a.actions.end(), b.actions.begin(), b.actions.end(),
                      [&](const Action& x, const Action& y) { return same_action(x, y); }) &&
           same(a.condition, b.condition) && a.then_block == b.then_block && a.else_block == b.else_block &&
           a.path == b.path;
  }

  bool same_leaf(const Leaf& a, const Leaf& b) {
    bool equal = a.halt == b.halt && a.reschedule == b.reschedule && same(a.jump, b.jump);
    const auto both = [&](ValueId x, ValueId y) { return same(x, y); };
    for (int s = 0; s < kStackCount; ++s) {
      equal = equal && same(a.depth[s], b.depth[s]) &&
              std::equal(a.outputs[s].begin(), a.outputs[s].end(), b.outputs[s].begin(), b.outputs[s].end(), both);
    }
    return equal && std::equal(a.registers.begin(), a.registers.end(), b.registers.begin(), b.registers.end(),
                               [&](const Leaf::RegisterWrite& x, const Leaf::RegisterWrite& y) {
                                 return x.index == y.index && same(x.value, y.value);
                               });
  }

  const InstructionIr &a_, &b_;
  std::map<ValueId, ValueId> pairs_;
};

}  // namespace

InstructionIr unroll(const InstructionIr& kept) { return Unroller(kept).run(); }

bool is_same(const InstructionIr& a, const InstructionIr& b) { return Comparison(a, b).holds(); }

}  // namespace rexa
