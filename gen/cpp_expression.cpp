#include "gen/cpp_expression.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace rexa {

namespace {

bool is_long(Type type) { return type.bits > 32; }
bool is_full(Type type) { return type.bits == 32 || type.bits == 64; }  // no bits above its own to clear
const char* word_type(Type type) { return is_long(type) ? "uint64_t" : "uint32_t"; }

std::uint64_t low(std::uint64_t bits, int count) {
  return count >= 64 ? bits : bits & ((std::uint64_t{1} << count) - 1);
}

std::string literal(Type type, std::int64_t imm) {
  const std::uint64_t bits = low(static_cast<std::uint64_t>(imm), type.bits);
  const char* suffix = is_long(type) ? "ull" : "u";
  return bits < 1024 ? fmt::format("{}{}", bits, suffix) : fmt::format("0x{:x}{}", bits, suffix);
}

std::string signed_literal(Type type, std::int64_t imm) {
  const int unused = 64 - type.bits;
  const auto number = static_cast<std::int64_t>(static_cast<std::uint64_t>(imm) << unused) >> unused;
  const char* suffix = is_long(type) ? "ll" : "";
  const std::int64_t least = is_long(type) ? INT64_MIN : INT32_MIN;
  // The least number has no literal: its digits without the sign do not fit.
  if (number == least) return fmt::format("({}{} - 1)", number + 1, suffix);
  return fmt::format("{}{}", number, suffix);
}

const char* infix(Op op) {
  switch (op) {
    case Op::kAdd:
      return "+";
    case Op::kSub:
      return "-";
    case Op::kMul:
      return "*";
    case Op::kAnd:
      return "&";
    case Op::kOr:
      return "|";
    case Op::kXor:
      return "^";
    case Op::kEq:
      return "==";
    case Op::kNe:
      return "!=";
    case Op::kLt:
      return "<";
    case Op::kLe:
      return "<=";
    default:
      std::abort();  // not an infix operation: a fault of the printer
  }
}

}  // namespace

const char* CppExpression::local_type(Type type) { return type.bits == 1 ? "bool" : word_type(type); }

namespace {

// `inner` as an operand of something that binds as strongly as kArithmetic.
template <class Text, class Strength>
std::string operand(const Text& inner, Strength weakest, const char* op = "", bool left = true) {
  const bool same_chain = left && *op && std::string(inner.op) == op;
  return inner.strength <= weakest || same_chain ? inner.text : "(" + inner.text + ")";
}

}  // namespace

CppExpression::Text CppExpression::select_text(const Value& select, bool as_condition) const {
  const Text condition = condition_text(select.args[0]);
  const Text yes = as_condition ? condition_text(select.args[1]) : loose_text(select.args[1]);
  const Text no = as_condition ? condition_text(select.args[2]) : loose_text(select.args[2]);
  return {
      fmt::format("{} ? {} : {}", operand(condition, kLogic), operand(yes, kRelation), operand(no, kRelation)),
      kChoice, yes.is_exact && no.is_exact, ""};
}

CppExpression::Text CppExpression::convert_text(const Value& convert) const {
  const ValueId source = convert.args[0];
  const Type from = type(source), to = convert.type;
  if (to.bits <= from.bits) {
    Text text = loose_text(source);
    text.is_exact = text.is_exact && to.bits == from.bits;
    if (is_long(from) && !is_long(to))
      return {fmt::format("uint32_t({})", text.text), kPrimary, is_full(to), ""};
    return text;
  }
  if (from.is_signed)
    return {fmt::format("{}({})", word_type(to), number_text(source).text), kPrimary, is_full(to), ""};
  Text text = exact_text(source);
  if (is_long(to) && !is_long(from)) return {fmt::format("uint64_t{{{}}}", text.text), kPrimary, true, ""};
  return text;
}

CppExpression::Text CppExpression::shift_text(const Value& shift) const {
  const bool right = shift.op == Op::kShr;
  const bool arithmetic = right && shift.type.is_signed;
  const Text left = arithmetic ? number_text(shift.args[0])
                    : right    ? exact_text(shift.args[0])
                               : loose_text(shift.args[0]);
  const Value& count = value(shift.args[1]);
  const auto amount = low(static_cast<std::uint64_t>(count.imm), count.type.bits);
  if (count.op == Op::kConst && amount < static_cast<std::uint64_t>(shift.type.bits)) {
    const std::string text = fmt::format("{} {} {}", operand(left, kUnary), right ? ">>" : "<<", amount);
    if (arithmetic)
      return {fmt::format("{}({})", word_type(shift.type), text), kPrimary, is_full(shift.type), ""};
    return {text, kArithmetic, right || is_full(shift.type), ""};
  }
  const std::string call = fmt::format("{}({}, {})", right ? "shift_right" : "shift_left", left.text,
                                       exact_text(shift.args[1]).text);
  if (arithmetic)
    return {fmt::format("{}({})", word_type(shift.type), call), kPrimary, is_full(shift.type), ""};
  return {call, kPrimary, right || is_full(shift.type), ""};
}

CppExpression::Text CppExpression::division_text(const Value& division) const {
  const char* function = division.op == Op::kDiv ? "divide" : "remainder";
  const char* signed_type = is_long(division.type) ? "int64_t" : "int32_t";
  if (division.type.is_signed)
    return {fmt::format("{}({}<{}>({}, {}))", word_type(division.type), function, signed_type,
                        number_text(division.args[0]).text, number_text(division.args[1]).text),
            kPrimary, is_full(division.type), ""};
  return {fmt::format("{}<{}>({}, {})", function, word_type(division.type), exact_text(division.args[0]).text,
                      exact_text(division.args[1]).text),
          kPrimary, true, ""};
}

CppExpression::InRange CppExpression::within_range(const Value& compare) const {
  const auto is_register = [&](ValueId id, int index) {
    return index >= 0 && value(id).op == Op::kRegister && value(id).imm == index;
  };
  if (compare.op != Op::kLt || !is_register(compare.args[1], range_size_)) return {};
  const Value* offset = &value(compare.args[0]);
  std::int64_t further = 0;
  if (offset->op == Op::kAdd && value(offset->args[1]).op == Op::kConst) {
    further = value(offset->args[1]).imm;
    offset = &value(offset->args[0]);
  }
  if (offset->op != Op::kSub || !is_register(offset->args[1], range_lo_)) return {};
  return {offset->args[0], offset->args[1], further};
}

CppExpression::Text CppExpression::compare_text(const Value& compare) const {
  const bool equality = compare.op == Op::kEq || compare.op == Op::kNe;
  const bool by_number = type(compare.args[0]).is_signed && !equality;
  const auto side = [&](ValueId id) { return by_number ? number_text(id) : exact_text(id); };
  if (const auto range = within_range(compare); range.address != kNone) {
    const std::string further = range.further == 0 ? "" : fmt::format(" + {}u", range.further);
    return {fmt::format("{} - {}{} < {}", operand(exact_text(range.address), kUnary), exact_text(range.lo).text, further,
                        exact_text(compare.args[1]).text),
            kRelation, true, ""};
  }
  return {fmt::format("{} {} {}", operand(side(compare.args[0]), kArithmetic), infix(compare.op),
                      operand(side(compare.args[1]), kArithmetic)),
          kRelation, true, ""};
}

// For `low < high && low + 1 != high`, the two: one comparison of numbers wider than theirs says it. Else kNone.
std::pair<ValueId, ValueId> CppExpression::stepped_below(const Value& flag) const {
  const auto plain = [&](ValueId id) {
    while (value(id).op == Op::kConvert && type(value(id).args[0]).bits == type(id).bits) id = value(id).args[0];
    return id;
  };
  const std::pair<ValueId, ValueId> none = {kNone, kNone};
  const Value &less = value(flag.args[0]), &unequal = value(flag.args[1]);
  if (!short_loops_ || less.op != Op::kLt || unequal.op != Op::kNe || named(flag.args[0]) || named(flag.args[1])) return none;
  const ValueId low = less.args[0], high = less.args[1];
  if (!type(low).is_signed || type(low).bits >= 32 || plain(unequal.args[1]) != plain(high)) return none;
  const Value& sum = value(plain(unequal.args[0]));
  if (sum.op != Op::kAdd || plain(sum.args[0]) != plain(low)) return none;
  const Value& one = value(plain(sum.args[1]));
  return one.op == Op::kConst && one.imm == 1 ? std::pair{low, high} : none;
}

CppExpression::Text CppExpression::condition_text(ValueId id) const {
  const Value& flag = value(id);
  if (const auto name = names_.find(id); name != names_.end()) return {name->second, kPrimary, true, ""};
  const auto logic = [&](const char* op) -> Text {
    return {fmt::format("{} {} {}", operand(condition_text(flag.args[0]), kRelation, op), op,
                        operand(condition_text(flag.args[1]), kRelation)),
            kLogic, true, op};
  };
  switch (flag.op) {
    case Op::kConst:
      return {flag.imm & 1 ? "true" : "false", kPrimary, true, ""};
    case Op::kEq:
    case Op::kNe:
    case Op::kLt:
    case Op::kLe:
      return compare_text(flag);
    case Op::kAnd:
      if (const auto [low, high] = stepped_below(flag); low != kNone)
        return {fmt::format("{} + 1 < {}", number_text(low).text, number_text(high).text), kRelation, true, ""};
      return logic("&&");
    case Op::kOr:
      return logic("||");
    case Op::kXor:
      return {fmt::format("{} != {}", operand(condition_text(flag.args[0]), kUnary),
                          operand(condition_text(flag.args[1]), kUnary)),
              kRelation, true, ""};
    case Op::kNot:
      return {"!" + operand(condition_text(flag.args[0]), kPrimary), kUnary, true, ""};
    case Op::kSelect:
      return select_text(flag, true);
    case Op::kConvert:
      if (type(flag.args[0]).bits == 1) return condition_text(flag.args[0]);
      break;
    default:
      break;
  }
  return {fmt::format("({} & 1u) != 0", operand(loose_text(id), kUnary)), kRelation, true, ""};
}

CppExpression::Text CppExpression::loose_text(ValueId id) const {
  const Value& v = value(id);
  if (const auto name = names_.find(id); name != names_.end()) {
    if (v.type.bits == 1) return {fmt::format("uint32_t{{{}}}", name->second), kPrimary, true, ""};
    return {name->second, kPrimary, true, ""};
  }
  switch (v.op) {
    case Op::kConst:
      return {literal(v.type, v.imm), kPrimary, true, ""};
    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kAnd:
    case Op::kOr:
    case Op::kXor: {
      const bool bitwise = v.op == Op::kAnd || v.op == Op::kOr || v.op == Op::kXor;
      Text a = loose_text(v.args[0]);
      const Text b = loose_text(v.args[1]);
      // The comparison that ends the loop has it as a number already.
      const Value& first = value(v.args[0]);
      if (short_loops_ && v.op == Op::kAdd && first.op == Op::kInput && first.stack == StackId::kLoop &&
          first.type.is_signed)
        a = {fmt::format("uint32_t({})", number_text(v.args[0]).text), kPrimary, false, ""};
      const bool exact = (bitwise && a.is_exact && b.is_exact) ||
                         (v.op == Op::kAnd && (a.is_exact || b.is_exact)) || (!bitwise && (is_full(v.type)));
      const char* op = infix(v.op);
      return {fmt::format("{} {} {}", operand(a, kUnary, op), op, operand(b, kUnary)),
              bitwise ? kBitwise : kArithmetic, exact, op};
    }
    case Op::kDiv:
    case Op::kRem:
      return division_text(v);
    case Op::kShl:
    case Op::kShr:
      return shift_text(v);
    case Op::kEq:
    case Op::kNe:
    case Op::kLt:
    case Op::kLe:
      return {fmt::format("uint32_t{{{}}}", compare_text(v).text), kPrimary, true, ""};
    case Op::kNot:
      return {"~" + operand(loose_text(v.args[0]), kPrimary), kUnary, is_full(v.type), ""};
    case Op::kNeg: {
      const char* zero = is_long(v.type) ? "0ull" : "0u";
      return {fmt::format("{} - {}", zero, operand(loose_text(v.args[0]), kUnary)), kArithmetic,
              is_full(v.type), ""};
    }
    case Op::kSelect:
      return select_text(v, false);
    case Op::kConvert:
      return convert_text(v);
    case Op::kConcat: {
      const Type high_type = type(v.args[0]), low_type = type(v.args[1]);
      std::string high = operand(loose_text(v.args[0]), kUnary),
                  low_part = operand(exact_text(v.args[1]), kUnary);
      if (is_long(v.type)) {
        if (!is_long(high_type)) high = fmt::format("uint64_t{{{}}}", loose_text(v.args[0]).text);
        if (!is_long(low_type)) low_part = fmt::format("uint64_t{{{}}}", exact_text(v.args[1]).text);
      }
      const bool exact = loose_text(v.args[0]).is_exact || is_full(v.type);
      return {fmt::format("({} << {}) | {}", high, low_type.bits, low_part), kBitwise, exact, ""};
    }
    case Op::kInput:
    case Op::kImm:
    case Op::kPc:
    case Op::kNextPc:
    case Op::kTarget:
    case Op::kDepth:
    case Op::kPeek:
    case Op::kLoad:
    case Op::kPortRead:
    case Op::kRegister:
    case Op::kSysRead:
    case Op::kVariable:
      break;  // what the machine holds: the statement printer gives these names
  }
  std::abort();
}

CppExpression::Text CppExpression::exact_text(ValueId id) const {
  const Text text = loose_text(id);
  if (text.is_exact) return text;
  return {fmt::format("low_bits<{}>({})", type(id).bits, text.text), kPrimary, true, ""};
}

CppExpression::Text CppExpression::number_text(ValueId id) const {
  const Value& v = value(id);
  const int bits = v.type.bits;
  if (v.op == Op::kConst && !named(id)) return {signed_literal(v.type, v.imm), kUnary, true, ""};
  if (!v.type.is_signed) std::abort();  // asked for a number where bits were meant
  // Sign extension needs the bits at their place only: a widening inside has done the work already.
  const std::string text = loose_text(id).text;
  if (bits == 8 || bits == 16 || bits == 32 || bits == 64)
    return {fmt::format("int{}_t({})", bits, text), kPrimary, true, ""};
  return {fmt::format("{}<{}>({})", is_long(v.type) ? "sign_extend_long" : "sign_extend", bits, text), kPrimary,
          true, ""};
}

std::string CppExpression::loose(ValueId id) const { return loose_text(id).text; }
std::string CppExpression::exact(ValueId id) const { return operand(exact_text(id), kUnary); }
std::string CppExpression::number(ValueId id) const { return number_text(id).text; }
std::string CppExpression::condition(ValueId id) const { return condition_text(id).text; }
std::string CppExpression::initialiser(ValueId id) const {
  return type(id).bits == 1 ? condition_text(id).text : exact_text(id).text;
}

}  // namespace rexa
