// The C++ text of IR values: wrapping, signedness, parentheses. What the text computes is tested in
// tests/unit/sim/cpp_semantics_test.cpp.
#include "gen/cpp_expression.hpp"

#include <catch2/catch.hpp>

using namespace rexa;

namespace {

constexpr Type kCell{true, 16}, kUnsigned{false, 16}, kDouble{true, 32}, kLong{true, 64}, kFlag{false, 1};

// Values a and b of one type, and what is made of them.
struct Values {
  InstructionIr ir;
  CppExpression expression{ir};
  ValueId a, b;

  explicit Values(Type type) : a(given("a", type)), b(given("b", type)) {}
  ValueId given(const std::string& name, Type type) {
    const ValueId id = make(Op::kInput, type, {});
    expression.name(id, name);
    return id;
  }
  ValueId make(Op op, Type type, std::vector<ValueId> args, std::int64_t imm = 0) {
    ir.values.push_back({op, type, std::move(args), imm, StackId::kData});
    return static_cast<ValueId>(ir.values.size()) - 1;
  }
  ValueId constant(Type type, std::int64_t imm) { return make(Op::kConst, type, {}, imm); }
};

}  // namespace

TEST_CASE("arithmetic wraps in unsigned words") {
  Values v(kCell);
  const ValueId sum = v.make(Op::kAdd, kCell, {v.a, v.b});
  CHECK(v.expression.loose(sum) == "a + b");
  CHECK(v.expression.exact(sum) == "low_bits<16>(a + b)");
  CHECK(v.expression.number(sum) == "int16_t(a + b)");
  const ValueId product = v.make(Op::kMul, kCell, {sum, v.constant(kCell, -1)});
  CHECK(v.expression.loose(product) == "(a + b) * 0xffffu");
  CHECK(v.expression.loose(v.make(Op::kNeg, kCell, {v.a})) == "0u - a");
  CHECK(v.expression.loose(v.make(Op::kSub, kCell, {v.a, sum})) == "a - (a + b)");
  CHECK(v.expression.loose(v.make(Op::kAdd, kCell, {sum, v.b})) == "a + b + b");
}

TEST_CASE("order and shifts follow the sign of the type") {
  Values s(kCell), u(kUnsigned);
  CHECK(s.expression.condition(s.make(Op::kLt, kFlag, {s.a, s.b})) == "int16_t(a) < int16_t(b)");
  CHECK(u.expression.condition(u.make(Op::kLt, kFlag, {u.a, u.b})) == "a < b");
  CHECK(s.expression.condition(s.make(Op::kEq, kFlag, {s.a, s.b})) == "a == b");
  const ValueId count = s.given("n", kUnsigned);
  CHECK(s.expression.loose(s.make(Op::kShr, kCell, {s.a, count})) == "uint32_t(shift_right(int16_t(a), n))");
  CHECK(u.expression.loose(u.make(Op::kShr, kUnsigned, {u.a, u.b})) == "shift_right(a, b)");
  CHECK(u.expression.loose(u.make(Op::kShl, kUnsigned, {u.a, u.constant(kUnsigned, 3)})) == "a << 3");
  CHECK(u.expression.loose(u.make(Op::kShl, kUnsigned, {u.a, u.constant(kUnsigned, 16)})) ==
        "shift_left(a, 16u)");
}

TEST_CASE("bitwise operations stand in parentheses inside comparisons") {
  Values v(kUnsigned);
  const ValueId masked = v.make(Op::kAnd, kUnsigned, {v.a, v.constant(kUnsigned, 1)});
  CHECK(v.expression.condition(v.make(Op::kNe, kFlag, {masked, v.constant(kUnsigned, 0)})) == "(a & 1u) != 0u");
}

TEST_CASE("division goes through the total helpers") {
  Values v(kCell), l(kLong);
  CHECK(v.expression.loose(v.make(Op::kDiv, kCell, {v.a, v.b})) ==
        "uint32_t(divide<int32_t>(int16_t(a), int16_t(b)))");
  CHECK(l.expression.loose(l.make(Op::kRem, kLong, {l.a, l.b})) ==
        "uint64_t(remainder<int64_t>(int64_t(a), int64_t(b)))");
}

TEST_CASE("the least numbers are written as something that fits") {
  Values d(kDouble), l(kLong);
  CHECK(d.expression.number(d.constant(kDouble, INT32_MIN)) == "(-2147483647 - 1)");
  CHECK(l.expression.number(l.constant(kLong, INT64_MIN)) == "(-9223372036854775807ll - 1)");
}

TEST_CASE("conversions and double cells") {
  Values v(kCell);
  CHECK(v.expression.loose(v.make(Op::kConvert, kDouble, {v.a})) == "uint32_t(int16_t(a))");
  CHECK(v.expression.loose(v.make(Op::kConvert, kLong, {v.a})) == "uint64_t(int16_t(a))");
  CHECK(v.expression.exact(v.make(Op::kConvert, {false, 8}, {v.a})) == "low_bits<8>(a)");
  CHECK(v.expression.loose(v.make(Op::kConcat, kDouble, {v.a, v.b})) == "(a << 16) | b");
  Values w(kDouble);
  CHECK(w.expression.loose(w.make(Op::kConcat, kLong, {w.a, w.b})) == "(uint64_t{a} << 32) | uint64_t{b}");
}

TEST_CASE("flags are conditions") {
  Values v(kFlag);
  const ValueId both = v.make(Op::kAnd, kFlag, {v.a, v.b});
  CHECK(v.expression.condition(v.make(Op::kOr, kFlag, {both, v.a})) == "(a && b) || a");
  CHECK(v.expression.condition(v.make(Op::kNot, kFlag, {both})) == "!(a && b)");
  CHECK(v.expression.loose(v.make(Op::kConvert, kCell, {v.a})) == "uint32_t{a}");
}
