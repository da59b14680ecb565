// Prints IR values as C++ expressions that mean the same for every operand: wrapping is unsigned arithmetic,
// division and shifts go through the total helpers of vm/machine.hpp, nothing is undefined.
// A value of up to 32 bits lives in uint32_t, a wider one in uint64_t, a flag in bool; zero-extended.
#pragma once

#include <map>
#include <string>

#include "isa/ir.hpp"

namespace rexa {

class CppExpression {
 public:
  explicit CppExpression(const InstructionIr& instruction) : instruction_(instruction) {}

  // From now on the value is printed as this local variable, which holds it zero-extended (a flag: as bool).
  void name(ValueId id, const std::string& local) { names_[id] = local; }
  void unname(ValueId id) { names_.erase(id); }
  bool named(ValueId id) const { return names_.contains(id); }

  // Of two registers of the machine: a size, and where what is so large begins. It ends below 2^cell, so that it takes
  // no wrapping to see whether an address lies in it. For the direct form, as is the short end of counted loops.
  void range_registers(int lo, int size) { range_lo_ = lo, range_size_ = size, short_loops_ = true; }

  // What `address - lo + further < size` compares, of those registers; address kNone: something else. Printed without
  // wrapping, so that what is refused may be more when the sum wraps, but not less.
  struct InRange {
    ValueId address = kNone, lo = kNone;
    std::int64_t further = 0;
  };
  InRange within_range(const Value& compare) const;

  // Of the value's C++ type, bits above its width undefined.
  std::string loose(ValueId id) const;
  // Of the value's C++ type, zero-extended.
  std::string exact(ValueId id) const;
  // Of signed C++ type, the number that the value means. For signed types only.
  std::string number(ValueId id) const;
  // bool. For values of one bit only.
  std::string condition(ValueId id) const;
  // Like exact, for use as a whole initialiser or argument: no outer parentheses.
  std::string initialiser(ValueId id) const;

  // "uint32_t", "uint64_t" or "bool": what a local for the value is declared as.
  static const char* local_type(Type type);

 private:
  // Weaker binding is larger. Mixed operators are parenthesised even where C++ needs none.
  enum Strength { kPrimary, kUnary, kArithmetic, kRelation, kBitwise, kLogic, kChoice };
  struct Text {
    std::string text;
    Strength strength = kPrimary;
    bool is_exact = true;
    const char* op = "";  // of a chain that may grow: a + b + c
  };

  const Value& value(ValueId id) const { return instruction_.values[static_cast<std::size_t>(id)]; }
  Type type(ValueId id) const { return value(id).type; }
  Text loose_text(ValueId id) const;
  Text exact_text(ValueId id) const;
  Text number_text(ValueId id) const;
  Text condition_text(ValueId id) const;
  std::pair<ValueId, ValueId> stepped_below(const Value& flag) const;
  Text select_text(const Value& value, bool as_condition) const;
  Text convert_text(const Value& value) const;
  Text shift_text(const Value& value) const;
  Text division_text(const Value& value) const;
  Text compare_text(const Value& value) const;

  const InstructionIr& instruction_;
  int range_lo_ = -1, range_size_ = -1;
  bool short_loops_ = false;
  std::map<ValueId, std::string> names_;
};

}  // namespace rexa
