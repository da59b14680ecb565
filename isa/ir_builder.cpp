#include "isa/ir_builder.hpp"

#include "isa/evaluate.hpp"

namespace rexa {
namespace {

bool commutes(Op op) {
  return op == Op::kAdd || op == Op::kMul || op == Op::kAnd || op == Op::kOr || op == Op::kXor ||
         op == Op::kEq || op == Op::kNe;
}

std::string key_of(const Value& value) {
  std::string key = std::to_string(static_cast<int>(value.op)) + to_string(value.type);
  for (ValueId arg : value.args) key += "," + std::to_string(arg);
  return key + "#" + std::to_string(value.imm) + "@" + std::to_string(static_cast<int>(value.stack));
}

}  // namespace

ValueId IrBuilder::add(Value value) {
  const auto [entry, fresh] = known_.emplace(key_of(value), static_cast<ValueId>(values_.size()));
  if (fresh) values_.push_back(std::move(value));
  return entry->second;
}

ValueId IrBuilder::make_read(Op op, Type type, ValueId address, int bytes) {
  Value value;
  value.op = op;
  value.type = type;
  value.args = {address};
  value.imm = bytes;
  values_.push_back(std::move(value));
  return static_cast<ValueId>(values_.size()) - 1;
}

ValueId IrBuilder::constant(Type type, std::int64_t number) {
  Value value;
  value.type = type;
  value.imm = wrap(type, static_cast<std::uint64_t>(number));
  return add(std::move(value));
}

ValueId IrBuilder::make(Op op, Type type, std::vector<ValueId> args, std::int64_t imm, StackId stack) {
  Value value{op, type, std::move(args), imm, stack};
  if (commutes(op) && is_constant(value.args[0])) std::swap(value.args[0], value.args[1]);
  if (is_pure(op)) {
    std::vector<std::int64_t> numbers;
    std::vector<Type> types;
    for (ValueId arg : value.args) {
      if (!is_constant(arg)) break;
      numbers.push_back(at(arg).imm);
      types.push_back(at(arg).type);
    }
    if (numbers.size() == value.args.size()) return constant(type, evaluate_op(value, numbers, types));
    const ValueId simpler = simplify(value);
    if (simpler != kNone) return simpler;
  }
  return add(std::move(value));
}

ValueId IrBuilder::simplify(const Value& value) {
  const ValueId a = value.args[0];
  const ValueId b = value.args.size() > 1 ? value.args[1] : kNone;
  switch (value.op) {
    case Op::kAnd:
    case Op::kOr:
    case Op::kXor:
      return simplify_bitwise(value, a, b);
    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kDiv:
      return simplify_arithmetic(value, a, b);
    case Op::kShl:
    case Op::kShr:
      return simplify_shift(value, a, b);
    case Op::kEq:
    case Op::kNe:
    case Op::kLt:
    case Op::kLe:
      return simplify_compare(value, a, b);
    case Op::kNot:
      return simplify_not(value, a);
    case Op::kSelect:
      return simplify_select(value);
    case Op::kConvert:
      return simplify_convert(value, a);
    default:
      return kNone;
  }
}

ValueId IrBuilder::simplify_bitwise(const Value& value, ValueId a, ValueId b) {
  const std::int64_t ones = wrap(value.type, ~std::uint64_t{0});
  switch (value.op) {
    case Op::kAnd:
      if (is(b, 0)) return b;
      if (a == b || is(b, ones)) return a;
      return kNone;
    case Op::kOr:
      if (is(b, ones)) return b;
      if (a == b || is(b, 0)) return a;
      return kNone;
    default:
      if (a == b) return constant(value.type, 0);
      if (is(b, 0)) return a;
      if (is(b, ones)) return make(Op::kNot, value.type, {a});
      return kNone;
  }
}

ValueId IrBuilder::simplify_arithmetic(const Value& value, ValueId a, ValueId b) {
  switch (value.op) {
    case Op::kAdd:
      return is(b, 0) ? a : kNone;
    case Op::kSub:
      if (a == b) return constant(value.type, 0);
      if (is(a, 0)) return make(Op::kNeg, value.type, {b});
      return is(b, 0) ? a : kNone;
    case Op::kMul: {
      if (is(b, 0)) return b;
      if (is(b, 1)) return a;
      if (!is_constant(b)) return kNone;
      const std::uint64_t factor = bits_of(value.type, at(b).imm);
      if ((factor & (factor - 1)) != 0) return kNone;
      return make(Op::kShl, value.type, {a, constant({false, 8}, __builtin_ctzll(factor))});
    }
    default: {
      if (is(b, 1)) return a;
      if (value.type.is_signed || !is_constant(b)) return kNone;
      const std::uint64_t divisor = bits_of(value.type, at(b).imm);
      if (divisor == 0 || (divisor & (divisor - 1)) != 0) return kNone;
      return make(Op::kShr, value.type, {a, constant({false, 8}, __builtin_ctzll(divisor))});
    }
  }
}

// Besides trivial amounts: the high part of a concatenation is taken without a shifter.
ValueId IrBuilder::simplify_shift(const Value& value, ValueId a, ValueId b) {
  if (!is_constant(b)) return kNone;
  const std::uint64_t amount = bits_of(at(b).type, at(b).imm);
  if (amount == 0) return a;
  const bool past = amount >= static_cast<std::uint64_t>(value.type.bits);
  if (past && (value.op == Op::kShl || !value.type.is_signed)) return constant(value.type, 0);
  if (value.op != Op::kShr || at(a).op != Op::kConcat) return kNone;
  const ValueId high = at(a).args[0];
  if (amount != static_cast<std::uint64_t>(type(at(a).args[1]).bits)) return kNone;
  return convert(convert(high, {value.type.is_signed, type(high).bits}), value.type);
}

ValueId IrBuilder::simplify_compare(const Value& value, ValueId a, ValueId b) {
  if (a == b) return constant(value.type, value.op == Op::kEq || value.op == Op::kLe);
  const Type operand = type(a);
  if (!operand.is_signed) {
    if (value.op == Op::kLt && is(b, 0)) return constant(value.type, 0);
    if (value.op == Op::kLe && is(a, 0)) return constant(value.type, 1);
    // nothing is above the greatest value
    const std::int64_t ones = wrap(operand, ~std::uint64_t{0});
    if (value.op == Op::kLt && is(a, ones)) return constant(value.type, 0);
    if (value.op == Op::kLe && is(b, ones)) return constant(value.type, 1);
    if (value.op == Op::kLt && is(a, 0)) return make(Op::kNe, value.type, {b, a});
  }
  if (value.op != Op::kEq && value.op != Op::kNe) return kNone;
  if (operand.bits == 1 && is_constant(b)) {
    const bool same = (at(b).imm != 0) == (value.op == Op::kEq);
    const ValueId flag = convert(a, value.type);
    return same ? flag : make(Op::kNot, value.type, {flag});
  }
  // a widened flag against zero is the flag
  if (is(b, 0) && at(a).op == Op::kConvert) {
    const Type inner = type(at(a).args[0]);
    if (inner.bits < operand.bits) return make(value.op, value.type, {at(a).args[0], constant(inner, 0)});
  }
  return kNone;
}

ValueId IrBuilder::simplify_not(const Value& value, ValueId a) {
  const Value inner = at(a);
  if (inner.op == Op::kNot) return inner.args[0];
  if (value.type.bits != 1 || value.type.is_signed) return kNone;
  switch (inner.op) {
    case Op::kEq:
      return make(Op::kNe, value.type, inner.args);
    case Op::kNe:
      return make(Op::kEq, value.type, inner.args);
    case Op::kLt:
      return make(Op::kLe, value.type, {inner.args[1], inner.args[0]});
    case Op::kLe:
      return make(Op::kLt, value.type, {inner.args[1], inner.args[0]});
    default:
      return kNone;
  }
}

ValueId IrBuilder::simplify_select(const Value& value) {
  const ValueId condition = value.args[0], a = value.args[1], b = value.args[2];
  if (is_constant(condition)) return at(condition).imm != 0 ? a : b;
  if (a == b) return a;
  if (at(condition).op == Op::kNot) return make(Op::kSelect, value.type, {at(condition).args[0], b, a});
  if (value.type == type(condition)) {
    if (is(a, 1) && is(b, 0)) return condition;
    if (is(a, 0) && is(b, 1)) return make(Op::kNot, value.type, {condition});
    if (is(a, 1)) return make(Op::kOr, value.type, {condition, b});
    if (is(b, 0)) return make(Op::kAnd, value.type, {condition, a});
  }
  return kNone;
}

ValueId IrBuilder::simplify_convert(const Value& value, ValueId a) {
  const Value inner = at(a);
  if (inner.type == value.type) return a;
  if (inner.op == Op::kConvert) {
    const Type source = type(inner.args[0]);
    const bool cut = value.type.bits <= inner.type.bits;  // the outer one does not extend
    const bool grows =
        inner.type.bits > source.bits && (source.is_signed == inner.type.is_signed || !source.is_signed);
    if (cut || grows) return convert(inner.args[0], value.type);
  }
  // the low part of a concatenation
  if (inner.op == Op::kConcat && value.type.bits <= type(inner.args[1]).bits) {
    return convert(inner.args[1], value.type);
  }
  return kNone;
}

void prune(InstructionIr& instruction) {
  std::vector<bool> used(instruction.values.size(), false);
  const auto use = [&](ValueId id) {
    if (id != kNone) used[static_cast<std::size_t>(id)] = true;
  };
  const auto is_load = [&](const Action& action) {
    return action.kind == ActionKind::kRead &&
           instruction.values[static_cast<std::size_t>(action.value)].op != Op::kPortRead;
  };
  for (const Block& block : instruction.blocks) {
    use(block.condition);
    for (const Action& action : block.actions) {
      if (is_load(action)) continue;
      use(action.value);
      use(action.address);
      use(action.condition);
    }
  }
  for (const Loop& loop : instruction.loops) {
    use(loop.counter);
    for (const Loop::Variable& v : loop.variables) {
      for (const ValueId id : {v.variable, v.initial, v.next}) use(id);
    }
  }
  for (const Leaf& leaf : instruction.paths) {
    use(leaf.jump);
    for (ValueId id : leaf.depth) use(id);
    for (const Leaf::RegisterWrite& write : leaf.registers) use(write.value);
    for (const std::vector<ValueId>& outputs : leaf.outputs) {
      for (ValueId id : outputs) use(id);
    }
  }
  for (std::size_t i = instruction.values.size(); i-- > 0;) {
    if (!used[i]) continue;
    for (ValueId arg : instruction.values[i].args) use(arg);
  }

  std::vector<ValueId> renamed(instruction.values.size(), kNone);
  std::vector<Value> kept;
  const auto rename = [&](ValueId& id) {
    if (id != kNone) id = renamed[static_cast<std::size_t>(id)];
  };
  for (std::size_t i = 0; i < instruction.values.size(); ++i) {
    if (!used[i]) continue;
    renamed[i] = static_cast<ValueId>(kept.size());
    kept.push_back(instruction.values[i]);
    for (ValueId& arg : kept.back().args) rename(arg);
  }
  const auto rename_actions = [&](std::vector<Action>& actions) {
    std::erase_if(actions, [&](const Action& action) {
      return is_load(action) && !used[static_cast<std::size_t>(action.value)];
    });
    for (Action& action : actions) {
      rename(action.value);
      rename(action.address);
      rename(action.condition);
    }
  };
  for (Block& block : instruction.blocks) {
    rename_actions(block.actions);
    rename(block.condition);
  }
  for (Loop& loop : instruction.loops) {
    rename_actions(loop.actions);
    rename(loop.counter);
    for (Loop::Variable& v : loop.variables) {
      for (ValueId* id : {&v.variable, &v.initial, &v.next}) rename(*id);
    }
  }
  for (Leaf& leaf : instruction.paths) {
    rename(leaf.jump);
    for (ValueId& id : leaf.depth) rename(id);
    for (Leaf::RegisterWrite& write : leaf.registers) rename(write.value);
    for (std::vector<ValueId>& outputs : leaf.outputs) {
      for (ValueId& id : outputs) rename(id);
    }
  }
  instruction.values = std::move(kept);
}

}  // namespace rexa
