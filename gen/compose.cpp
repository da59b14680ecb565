#include "gen/compose.hpp"

#include <algorithm>

namespace rexa {

namespace {

class Composer {
 public:
  Composer(const Machine& machine, const std::vector<int>& parts, Composition& result)
      : machine_(machine), parts_(parts), result_(result), ir_(result.ir) {}

  bool run() {
    result_ = {};
    result_.parts = parts_;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const Instruction& part = machine_.instructions[static_cast<std::size_t>(parts_[i])];
      if (!may_be_part(part.ir, i + 1 == parts_.size())) return false;
      result_.bytes += machine_.formats[static_cast<std::size_t>(part.format)].bytes;
    }
    ir_.blocks.emplace_back();
    for (std::size_t i = 0; i + 1 < parts_.size(); ++i) append(i);
    if (!possible_) return false;
    append_last(parts_.size() - 1);
    finish();
    return possible_;
  }

 private:
  bool may_be_part(const InstructionIr& ir, bool is_last) const {
    if (!is_translatable(ir)) return false;
    if (parts_.size() == 1) return true;
    if (!is_last && (ir.paths.size() != 1 || ends_block(ir))) return false;
    return std::none_of(ir.values.begin(), ir.values.end(),
                        [](const Value& v) { return v.op == Op::kDepth || v.op == Op::kPeek; });
  }

  int operand(std::size_t part, OperandKind kind) {
    const HandlerOperand wanted{static_cast<int>(part), kind};
    const auto found = std::find(result_.operands.begin(), result_.operands.end(), wanted);
    if (found != result_.operands.end()) return static_cast<int>(found - result_.operands.begin());
    result_.operands.push_back(wanted);
    return static_cast<int>(result_.operands.size()) - 1;
  }

  ValueId add(const Value& value) {
    const bool is_read = value.op == Op::kLoad || value.op == Op::kPortRead;
    const auto found = is_read ? ir_.values.end() : std::find(ir_.values.begin(), ir_.values.end(), value);
    if (found != ir_.values.end()) return static_cast<ValueId>(found - ir_.values.begin());
    ir_.values.push_back(value);
    return static_cast<ValueId>(ir_.values.size()) - 1;
  }

  ValueId input(int stack, int depth) {
    Value value;
    value.op = Op::kInput;
    value.type = {true, machine_.parameters.cell_bits};
    value.imm = depth;
    value.stack = static_cast<StackId>(stack);
    return add(value);
  }

  // Takes what the part needs off the stacks and copies its values; result: the new ids.
  std::vector<ValueId> take(std::size_t index) {
    const InstructionIr& part = this->part(index);
    effect_before_ = effect_;
    std::vector<ValueId> inputs[kStackCount];
    for (int s = 0; s < kStackCount; ++s) {
      std::vector<ValueId>& cells = cells_[s];
      const int above = static_cast<int>(cells.size()) - taken_[s];
      result_.room[s] = std::max(result_.room[s], above + part.max_outputs[s] - part.inputs[s]);
      while (static_cast<int>(cells.size()) < part.inputs[s]) cells.insert(cells.begin(), input(s, taken_[s]++));
      inputs[s].assign(cells.end() - part.inputs[s], cells.end());
      cells.resize(cells.size() - static_cast<std::size_t>(part.inputs[s]));
    }
    std::vector<ValueId> map(part.values.size(), kNone);
    for (std::size_t i = 0; i < part.values.size(); ++i) map[i] = copy(index, part.values[i], inputs, map);
    return map;
  }

  ValueId copy(std::size_t part, Value value, const std::vector<ValueId> (&inputs)[kStackCount],
               const std::vector<ValueId>& map) {
    for (ValueId& argument : value.args) argument = map[static_cast<std::size_t>(argument)];
    switch (value.op) {
      case Op::kInput: {
        const std::vector<ValueId>& cells = inputs[static_cast<int>(value.stack)];
        return converted(cells[cells.size() - 1 - static_cast<std::size_t>(value.imm)], value.type);
      }
      case Op::kImm:
        value.imm = operand_placeholder(part, OperandKind::kRaw);
        return add(value);
      case Op::kTarget:
        value.imm = operand_placeholder(part, OperandKind::kRaw);
        return add(value);
      case Op::kNextPc:
        value.imm = operand_placeholder(part, OperandKind::kNextPc);
        return add(value);
      case Op::kConvert: {
        const Value from = ir_.values[static_cast<std::size_t>(value.args[0])];
        if (from.op == Op::kImm && value.type.bits == machine_.parameters.cell_bits && is_raw(from)) {
          Value whole = from;
          whole.type = value.type;
          whole.imm = operand_placeholder(part, OperandKind::kCell);
          return add(whole);
        }
        return converted(value.args[0], value.type);
      }
      default:
        return add(value);
    }
  }

  // Until it is known which values are used, operands are numbered by part and kind.
  static std::int64_t operand_placeholder(std::size_t part, OperandKind kind) {
    return static_cast<std::int64_t>(part) * 4 + static_cast<int>(kind);
  }
  static bool is_raw(const Value& value) { return value.imm % 4 == static_cast<int>(OperandKind::kRaw); }

  ValueId converted(ValueId id, Type type) {
    const Value from = ir_.values[static_cast<std::size_t>(id)];
    if (from.type == type) return id;
    if (from.op == Op::kConvert) {
      const ValueId origin = from.args[0];
      const Type first = ir_.values[static_cast<std::size_t>(origin)].type;
      // There and back again: nothing was lost on the way, or nothing was gained.
      if (first == type && from.type.bits >= first.bits) return origin;
    }
    Value value;
    value.op = Op::kConvert;
    value.type = type;
    value.args = {id};
    return add(value);
  }

  const InstructionIr& part(std::size_t index) const {
    return machine_.instructions[static_cast<std::size_t>(parts_[index])].ir;
  }

  Action mapped(Action action, const std::vector<ValueId>& map) {
    const auto at = [&](ValueId id) { return id == kNone ? kNone : map[static_cast<std::size_t>(id)]; };
    if (action.kind == ActionKind::kTrapIf && effect_before_) possible_ = false;
    if (action.kind == ActionKind::kStore || action.kind == ActionKind::kPortWrite) effect_ = true;
    action.value = at(action.value);
    action.address = at(action.address);
    action.condition = at(action.condition);
    if (action.kind == ActionKind::kRead && ir_.values[static_cast<std::size_t>(action.value)].op == Op::kPortRead)
      effect_ = true;
    return action;
  }

  void append(std::size_t index) {
    const InstructionIr& from = part(index);
    const std::vector<ValueId> map = take(index);
    for (const Action& action : from.blocks[0].actions) ir_.blocks[0].actions.push_back(mapped(action, map));
    for (int s = 0; s < kStackCount; ++s) {
      for (const ValueId id : from.paths[0].outputs[s]) cells_[s].push_back(map[static_cast<std::size_t>(id)]);
    }
  }

  void append_last(std::size_t index) {
    const InstructionIr& from = part(index);
    const std::vector<ValueId> map = take(index);
    const auto at = [&](ValueId id) { return id == kNone ? kNone : map[static_cast<std::size_t>(id)]; };
    for (std::size_t b = 0; b < from.blocks.size(); ++b) {
      if (b > 0) ir_.blocks.emplace_back();
      Block& block = ir_.blocks.back();
      for (const Action& action : from.blocks[b].actions) block.actions.push_back(mapped(action, map));
      block.condition = at(from.blocks[b].condition);
      block.then_block = from.blocks[b].then_block;
      block.else_block = from.blocks[b].else_block;
      block.path = from.blocks[b].path;
    }
    for (const Leaf& leaf : from.paths) {
      Leaf whole;
      for (int s = 0; s < kStackCount; ++s) {
        whole.outputs[s] = cells_[s];
        for (const ValueId id : leaf.outputs[s]) whole.outputs[s].push_back(map[static_cast<std::size_t>(id)]);
      }
      whole.jump = at(leaf.jump);
      ir_.paths.push_back(whole);
    }
  }

  void finish() {
    for (int s = 0; s < kStackCount; ++s) {
      ir_.inputs[s] = taken_[s];
      for (const Leaf& leaf : ir_.paths)
        ir_.max_outputs[s] = std::max(ir_.max_outputs[s], static_cast<int>(leaf.outputs[s].size()));
    }
    number_operands();
  }

  // Only what is used gets a place.
  void number_operands() {
    std::vector<bool> used(ir_.values.size(), false);
    const auto mark = [&](ValueId id) {
      if (id != kNone) used[static_cast<std::size_t>(id)] = true;
    };
    for (const Block& block : ir_.blocks) {
      for (const Action& action : block.actions) {
        mark(action.value);
        mark(action.address);
        mark(action.condition);
      }
      mark(block.condition);
    }
    for (Leaf& leaf : ir_.paths) {
      for (const auto& outputs : leaf.outputs) {
        for (const ValueId id : outputs) mark(id);
      }
      if (leaf.jump == kNone) continue;
      leaf.jump = static_target(leaf.jump);
      mark(leaf.jump);
      // Whether such a jump stays within the code is not known before the effect.
      if (ir_.values[static_cast<std::size_t>(leaf.jump)].op != Op::kTarget && effect_before_) possible_ = false;
    }
    used.resize(ir_.values.size(), true);
    for (std::size_t i = ir_.values.size(); i-- > 0;) {
      if (used[i]) std::for_each(ir_.values[i].args.begin(), ir_.values[i].args.end(), mark);
    }
    for (std::size_t i = 0; i < ir_.values.size(); ++i) {
      Value& value = ir_.values[i];
      if (!used[i]) continue;
      if (value.op == Op::kTarget && value.imm >= 0) possible_ = false;  // used for something else than jumping
      if (value.op != Op::kImm && value.op != Op::kNextPc) continue;
      value.imm = operand(static_cast<std::size_t>(value.imm / 4), static_cast<OperandKind>(value.imm % 4));
    }
  }

  // A jump to an address that the code itself says is a distance between slots.
  ValueId static_target(ValueId jump) {
    ValueId origin = jump;
    while (ir_.values[static_cast<std::size_t>(origin)].op == Op::kConvert)
      origin = ir_.values[static_cast<std::size_t>(origin)].args[0];
    Value value = ir_.values[static_cast<std::size_t>(origin)];
    if (value.op != Op::kImm && value.op != Op::kTarget) return jump;
    result_.jumping_part = static_cast<int>(value.imm / 4);
    value.op = Op::kTarget;
    value.imm = -1;
    return add(value);
  }

  const Machine& machine_;
  const std::vector<int>& parts_;
  Composition& result_;
  InstructionIr& ir_;
  std::vector<ValueId> cells_[kStackCount];  // on top of what has been taken, bottom first
  int taken_[kStackCount] = {0, 0, 0};
  bool effect_ = false;         // a store, port write or port read has happened
  bool effect_before_ = false;  // one of an earlier part
  bool possible_ = true;
};

}  // namespace

bool ends_block(const InstructionIr& ir) {
  for (const Leaf& leaf : ir.paths) {
    if (leaf.jump != kNone) return true;
    for (int s = 0; s < kStackCount; ++s) {
      if (leaf.outputs[s].size() != ir.paths[0].outputs[s].size()) return true;
    }
  }
  return false;
}

bool is_translatable(const InstructionIr& ir) {
  for (const Leaf& leaf : ir.paths) {
    if (leaf.halt || leaf.reschedule || leaf.rebases() || !leaf.registers.empty()) return false;
  }
  for (const Block& block : ir.blocks) {
    for (const Action& action : block.actions) {
      if (action.kind == ActionKind::kSysWrite) return false;
    }
  }
  return std::none_of(ir.values.begin(), ir.values.end(),
                      [](const Value& v) { return v.op == Op::kSysRead || v.op == Op::kPc; });
}

bool compose(const Machine& machine, const std::vector<int>& parts, int most_operands, Composition& result) {
  return Composer(machine, parts, result).run() && static_cast<int>(result.operands.size()) <= most_operands;
}

}  // namespace rexa
