// Makes the values of one instruction: equal values are made once, constants are folded, and what costs
// hardware for nothing is simplified. Internal to lowering; the result is an ordinary InstructionIr.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "isa/ir.hpp"

namespace rexa {

class IrBuilder {
 public:
  // A value computed from its arguments or read from the machine; may return an existing or simpler one.
  ValueId make(Op op, Type type, std::vector<ValueId> args, std::int64_t imm = 0,
               StackId stack = StackId::kData);
  // Loads and port reads: each one is its own.
  ValueId make_read(Op op, Type type, ValueId address, int bytes);
  ValueId constant(Type type, std::int64_t value);
  ValueId convert(ValueId id, Type type) { return make(Op::kConvert, type, {id}); }

  const Value& at(ValueId id) const { return values_[static_cast<std::size_t>(id)]; }
  Type type(ValueId id) const { return at(id).type; }
  bool is_constant(ValueId id) const { return at(id).op == Op::kConst; }
  std::vector<Value> take() { return std::move(values_); }

 private:
  ValueId add(Value value);
  ValueId simplify(const Value& value);
  ValueId simplify_bitwise(const Value& value, ValueId a, ValueId b);
  ValueId simplify_arithmetic(const Value& value, ValueId a, ValueId b);
  ValueId simplify_shift(const Value& value, ValueId a, ValueId b);
  ValueId simplify_compare(const Value& value, ValueId a, ValueId b);
  ValueId simplify_not(const Value& value, ValueId a);
  ValueId simplify_select(const Value& value);
  ValueId simplify_convert(const Value& value, ValueId a);
  bool is(ValueId id, std::int64_t number) const { return is_constant(id) && at(id).imm == number; }

  std::vector<Value> values_;
  std::map<std::string, ValueId> known_;
};

// Drops values that nothing uses (and memory reads whose result nobody wants), renumbers the rest.
void prune(InstructionIr& instruction);

}  // namespace rexa
