#include "sim/range.hpp"

#include <algorithm>
#include <limits>

#include "isa/evaluate.hpp"

namespace rexa {
namespace {

using Wide = __int128;

// The range if it fits the type, else anything: an operation that may wrap.
Range fitted(Type type, Wide lo, Wide hi) {
  const Range all = any_of(type);
  return lo >= all.lo && hi <= all.hi ? Range{static_cast<std::int64_t>(lo), static_cast<std::int64_t>(hi)} : all;
}

// Of a monotone operation: the least and greatest result at the corners.
template <class Function>
Range corners(Type type, Range a, Range b, Function function) {
  const Wide results[] = {function(a.lo, b.lo), function(a.lo, b.hi), function(a.hi, b.lo), function(a.hi, b.hi)};
  return fitted(type, *std::min_element(results, results + 4), *std::max_element(results, results + 4));
}

Range truth(bool certainly, bool certainly_not) {
  return {certainly ? 1 : 0, certainly_not ? 0 : 1};
}

std::int64_t all_ones_up_to(std::int64_t value) {
  std::int64_t mask = 0;
  while (mask < value) mask = mask << 1 | 1;
  return mask;
}

Range remainder(Type type, Range a, Range b) {
  const Wide most = std::max(Wide{b.hi}, -Wide{b.lo}) - 1;
  if (most < 0) return exactly(0);  // by zero
  return fitted(type, a.lo < 0 ? std::max(Wide{a.lo}, -most) : 0, a.hi > 0 ? std::min(Wide{a.hi}, most) : 0);
}

Range bitwise(Op op, Type type, Range a, Range b) {
  if (type.bits == 1 && op == Op::kAnd && (a == exactly(0) || b == exactly(0))) return exactly(0);
  if (type.bits == 1 && op == Op::kOr && (a == exactly(1) || b == exactly(1))) return exactly(1);
  if (a.lo < 0 || b.lo < 0) {
    // A mask that is not negative leaves nothing negative.
    if (op == Op::kAnd && (a.lo >= 0 || b.lo >= 0)) return {0, a.lo >= 0 ? a.hi : b.hi};
    return any_of(type);
  }
  if (op == Op::kAnd) return {0, std::min(a.hi, b.hi)};
  return {op == Op::kOr ? std::max(a.lo, b.lo) : 0, all_ones_up_to(std::max(a.hi, b.hi))};
}

bool differ(Range a, Range b) {
  if (a.hi < b.lo || b.hi < a.lo) return true;
  return (a.known() && !b.can_be(a.lo)) || (b.known() && !a.can_be(b.lo));
}

Range shifted(const Value& value, Range a, Range amount) {
  if (value.op == Op::kShr) {
    const auto by = [&](std::int64_t x, std::int64_t n) -> Wide {
      return n >= 63 ? (x < 0 ? -1 : 0) : x >> n;
    };
    return corners(value.type, a, amount, by);
  }
  if (!amount.known() || amount.lo >= 62) return any_of(value.type);
  return fitted(value.type, Wide{a.lo} << amount.lo, Wide{a.hi} << amount.lo);
}

}  // namespace

Range any_of(Type type) {
  if (type.bits >= 64) return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  const std::int64_t half = std::int64_t{1} << (type.bits - 1);
  if (type.is_signed) return {-half, half - 1};
  return {0, half + (half - 1)};
}

Range exactly(std::int64_t value) { return {value, value}; }

Range join(Range a, Range b) {
  Range both = {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
  both.without_zero = both.lo < 0 && both.hi > 0 && !a.can_be(0) && !b.can_be(0);
  return both;
}

Range retype(Range range, Type from, Type to) {
  if (from == to) return range;
  const Range all = any_of(to);
  if (range.lo >= all.lo && range.hi <= all.hi && from.bits < 64) return range;
  if (range.known()) return exactly(wrap(to, bits_of(from, range.lo)));
  if (to.bits == from.bits && from.bits < 64) {  // wholly on the other side of the sign
    const Range moved = {wrap(to, bits_of(from, range.lo)), wrap(to, bits_of(from, range.hi))};
    if (from.is_signed ? range.hi < 0 : range.lo > all.hi) return moved;
  }
  Range whole = all;
  whole.without_zero = to.bits >= from.bits && !range.can_be(0);
  return whole;
}

Range range_of(const Value& value, const std::vector<Range>& args, const std::vector<Type>& types) {
  const Type type = value.type;
  if (std::all_of(args.begin(), args.end(), [](const Range& arg) { return arg.known(); })) {
    std::vector<std::int64_t> known;
    for (const Range& arg : args) known.push_back(arg.lo);
    return exactly(evaluate_op(value, known, types));
  }
  if (value.op == Op::kSelect) {
    if (!args[0].known()) return join(args[1], args[2]);
    return args[0].lo != 0 ? args[1] : args[2];
  }
  if (value.op == Op::kConvert) return retype(args[0], types[0], type);
  const bool wide_unsigned =
      std::any_of(types.begin(), types.end(), [](Type t) { return t.bits >= 64 && !t.is_signed; });
  if (wide_unsigned || (type.bits >= 64 && !type.is_signed)) return any_of(type);
  const Range a = args[0];
  const Range b = args.size() > 1 ? args[1] : Range{};
  switch (value.op) {
    case Op::kAdd:
      return fitted(type, Wide{a.lo} + b.lo, Wide{a.hi} + b.hi);
    case Op::kSub:
      return fitted(type, Wide{a.lo} - b.hi, Wide{a.hi} - b.lo);
    case Op::kNeg:
      return fitted(type, -Wide{a.hi}, -Wide{a.lo});
    case Op::kMul:
      return corners(type, a, b, [](std::int64_t x, std::int64_t y) { return Wide{x} * y; });
    case Op::kDiv:
      if (b.lo <= 0 && b.hi >= 0) return any_of(type);
      return corners(type, a, b, [](std::int64_t x, std::int64_t y) { return Wide{x} / y; });
    case Op::kRem:
      return b.lo <= 0 && b.hi >= 0 ? any_of(type) : remainder(type, a, b);
    case Op::kAnd:
    case Op::kOr:
    case Op::kXor:
      return bitwise(value.op, type, a, b);
    case Op::kShl:
    case Op::kShr:
      return shifted(value, a, b);
    case Op::kEq:
      return truth(false, differ(a, b));
    case Op::kNe:
      return truth(differ(a, b), false);
    case Op::kLt:
      return truth(a.hi < b.lo, a.lo >= b.hi);
    case Op::kLe:
      return truth(a.hi <= b.lo, a.lo > b.hi);
    default:
      return any_of(type);
  }
}

}  // namespace rexa
