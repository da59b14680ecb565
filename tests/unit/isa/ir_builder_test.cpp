// Simplification must not change results: random expressions are built, and each result is held against the
// operation as asked for, computed from its arguments.
#include "isa/ir_builder.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "isa/evaluate.hpp"

using namespace rexa;

namespace {

class Grower {
 public:
  explicit Grower(unsigned seed) : random_(seed) {}

  // Makes one more value; false if the built value evaluates to anything but what was asked for.
  bool grow() {
    if (known_.size() < 4 || random_() % 8 == 0) return leaf();
    const ValueId a = pick();
    const Type type = build_.type(a);
    switch (random_() % 6) {
      case 0: {
        constexpr Op kOps[] = {Op::kShl, Op::kShr};
        return check(kOps[random_() % 2], type, {a, unsigned_value()});
      }
      case 1: {
        constexpr Op kOps[] = {Op::kEq, Op::kNe, Op::kLt, Op::kLe};
        return check(kOps[random_() % 4], {false, 1}, {a, like(a)});
      }
      case 2:
        return check(random_() % 2 ? Op::kNot : Op::kNeg, type, {a});
      case 3:
        return check(Op::kConvert, random_type(), {a});
      case 4: {
        const ValueId b = pick();
        const int bits = type.bits + build_.type(b).bits;
        if (bits <= 64 && random_() % 2) return check(Op::kConcat, {random_() % 2 == 0, bits}, {a, b});
        const ValueId flag = build_.make(Op::kNe, {false, 1}, {b, build_.constant(build_.type(b), 0)});
        return check(Op::kSelect, type, {flag, a, like(a)});
      }
      default: {
        constexpr Op kOps[] = {Op::kAdd, Op::kSub, Op::kMul, Op::kDiv, Op::kRem, Op::kAnd, Op::kOr, Op::kXor};
        return check(kOps[random_() % 8], type, {a, like(a)});
      }
    }
  }

  std::string describe() const { return description_; }

 private:
  Type random_type() {
    constexpr int kBits[] = {1, 2, 8, 16, 32, 64};
    return {random_() % 2 == 0, kBits[random_() % 6]};
  }

  bool leaf() {
    const Type type = random_type();
    if (random_() % 2) {
      constexpr std::int64_t kNumbers[] = {0, 1, -1, 2, 3, 4, 7, 8, 16, 32, 64, 255, INT16_MIN, INT64_MIN};
      known_.push_back(build_.constant(type, kNumbers[random_() % 14]));
    } else {
      inputs_.push_back(random_() % 4 == 0 ? random_() % 3 - 1 : std::uint64_t{random_()} << 32 | random_());
      known_.push_back(build_.make(Op::kInput, type, {}, static_cast<std::int64_t>(inputs_.size()) - 1));
    }
    return true;
  }

  ValueId pick() { return known_[random_() % known_.size()]; }
  ValueId like(ValueId a) {
    const Type type = build_.type(a);
    if (random_() % 4 == 0) return build_.constant(type, static_cast<std::int64_t>(random_() % 5) - 2);
    for (int tries = 0; tries < 20; ++tries) {
      const ValueId b = pick();
      if (build_.type(b) == type) return b;
    }
    return build_.convert(pick(), type);
  }
  ValueId unsigned_value() {
    const ValueId a = random_() % 2 ? build_.constant({false, 8}, random_() % 70) : pick();
    return build_.type(a).is_signed ? build_.convert(a, {false, build_.type(a).bits}) : a;
  }

  std::int64_t evaluate(ValueId id) const {
    const Value& value = build_.at(id);
    if (value.op == Op::kInput) return wrap(value.type, inputs_[static_cast<std::size_t>(value.imm)]);
    std::vector<std::int64_t> args;
    std::vector<Type> types;
    for (ValueId arg : value.args) {
      args.push_back(evaluate(arg));
      types.push_back(build_.type(arg));
    }
    return evaluate_op(value, args, types);
  }

  bool check(Op op, Type type, std::vector<ValueId> args) {
    Value asked;
    asked.op = op;
    asked.type = type;
    std::vector<std::int64_t> numbers;
    std::vector<Type> types;
    description_ = to_string(type) + " " + to_string(op);
    for (ValueId arg : args) {
      numbers.push_back(evaluate(arg));
      types.push_back(build_.type(arg));
      description_ += " " + to_string(types.back()) + ":" + std::to_string(numbers.back());
    }
    const std::int64_t wanted = evaluate_op(asked, numbers, types);
    const ValueId made = build_.make(op, type, std::move(args));
    description_ += " -> " + std::to_string(evaluate(made)) + ", not " + std::to_string(wanted);
    if (depth(made) < 12) known_.push_back(made);
    return build_.type(made) == type && evaluate(made) == wanted && wrap(type, bits_of(type, wanted)) == wanted;
  }

  int depth(ValueId id) const {
    int deepest = 0;
    for (ValueId arg : build_.at(id).args) deepest = std::max(deepest, 1 + depth(arg));
    return deepest;
  }

  std::mt19937 random_;
  IrBuilder build_;
  std::vector<ValueId> known_;
  std::vector<std::uint64_t> inputs_;
  std::string description_;
};

}  // namespace

TEST_CASE("simplified values compute what was asked for", "[ir]") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    Grower grower(seed);
    for (int i = 0; i < 150; ++i) {
      if (grower.grow()) continue;
      INFO("seed " << seed << ", step " << i << ": " << grower.describe());
      FAIL();
    }
  }
}

TEST_CASE("values are shared and constants folded", "[ir]") {
  IrBuilder build;
  const Type cell{true, 16};
  const ValueId a = build.make(Op::kInput, cell, {}, 0), b = build.make(Op::kInput, cell, {}, 1);
  CHECK(build.make(Op::kAdd, cell, {a, b}) == build.make(Op::kAdd, cell, {a, b}));
  CHECK(build.make(Op::kAdd, cell, {a, build.constant(cell, 0)}) == a);
  CHECK(build.at(build.make(Op::kMul, cell, {a, build.constant(cell, 8)})).op == Op::kShl);
  CHECK(build.at(build.make(Op::kSub, cell, {build.constant(cell, 3), build.constant(cell, 5)})).imm == -2);
  const ValueId wide = build.make(Op::kConcat, {true, 32}, {a, b});
  CHECK(build.convert(wide, cell) == b);
  CHECK(build.convert(build.make(Op::kShr, {true, 32}, {wide, build.constant({false, 8}, 16)}), cell) == a);
  CHECK(build.make_read(Op::kLoad, cell, a, 2) != build.make_read(Op::kLoad, cell, a, 2));
}
