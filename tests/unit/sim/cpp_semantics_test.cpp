// Random IR expressions of every width, printed as C++, compiled with the undefined-behaviour sanitizer and
// compared with isa/evaluate. The seed is printed; a failing expression is printed as C++.
#include <dlfcn.h>
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/files.hpp"
#include "gen/cpp_expression.hpp"
#include "isa/evaluate.hpp"
#include "sim/plugin_build.hpp"
#include "sim/random.hpp"

using namespace rexa;

namespace {

constexpr int kInputs = 4;

class RandomIr {
 public:
  explicit RandomIr(std::uint64_t seed) : random_(seed) {}

  InstructionIr make() {
    ir_ = {};
    for (int i = 0; i < kInputs; ++i) add(Op::kInput, type(), {}, i);
    for (int i = 0; i < 6; ++i) step();
    return ir_;
  }

 private:
  Type type() {
    static const std::vector<int> kWidths = {1, 1, 2, 5, 8, 14, 16, 16, 31, 32, 32, 33, 47, 63, 64, 64};
    return {random_.chance(50), random_.pick(kWidths)};
  }
  ValueId add(Op op, Type t, std::vector<ValueId> args, std::int64_t imm = 0) {
    ir_.values.push_back({op, t, std::move(args), imm, StackId::kData});
    return static_cast<ValueId>(ir_.values.size()) - 1;
  }
  Type of(ValueId id) const { return ir_.values[static_cast<std::size_t>(id)].type; }
  ValueId any() {
    // The newest values most of the time, so that expressions grow deep.
    const int count = static_cast<int>(ir_.values.size());
    return random_.chance(60) ? count - 1 - random_.below(std::min(count, 3)) : random_.below(count);
  }
  ValueId as(ValueId id, Type t) { return of(id) == t ? id : add(Op::kConvert, t, {id}); }
  ValueId constant(Type t) {
    const std::uint64_t bits = random_.next() >> random_.below(64);
    return add(Op::kConst, t, {}, wrap(t, random_.chance(30) ? std::uint64_t{1} << (t.bits - 1) : bits));
  }

  void step() {
    const ValueId a = any();
    const Type t = of(a);
    const ValueId b = random_.chance(25) ? constant(t) : as(any(), t);
    switch (random_.below(9)) {
      case 0:
      case 1: {
        static const std::vector<Op> kBinary = {Op::kAdd, Op::kSub, Op::kMul, Op::kDiv,
                                                Op::kRem, Op::kAnd, Op::kOr,  Op::kXor};
        add(random_.pick(kBinary), t, {a, b});
        return;
      }
      case 2:
      case 3: {
        const Type count{false, of(any()).bits};
        add(random_.chance(50) ? Op::kShl : Op::kShr, t,
            {a, random_.chance(50) ? constant(count) : as(any(), count)});
        return;
      }
      case 4: {
        static const std::vector<Op> kCompare = {Op::kEq, Op::kNe, Op::kLt, Op::kLe};
        add(random_.pick(kCompare), {false, 1}, {a, b});
        return;
      }
      case 5:
        add(random_.chance(50) ? Op::kNot : Op::kNeg, t, {a});
        return;
      case 6:
        add(Op::kSelect, t, {as(any(), {false, 1}), a, b});
        return;
      case 7:
        add(Op::kConvert, type(), {a});
        return;
      default: {
        const ValueId low = any();
        const int bits = t.bits + of(low).bits;
        if (bits <= 64) add(Op::kConcat, {random_.chance(50), bits}, {a, low});
        return;
      }
    }
  }

  Random random_;
  InstructionIr ir_;
};

std::uint64_t expected(const InstructionIr& ir, const std::uint64_t* inputs) {
  std::vector<std::int64_t> known;
  for (const Value& value : ir.values) {
    if (value.op == Op::kInput) {
      known.push_back(wrap(value.type, inputs[value.imm]));
      continue;
    }
    std::vector<std::int64_t> args;
    std::vector<Type> types;
    for (const ValueId arg : value.args) {
      args.push_back(known[static_cast<std::size_t>(arg)]);
      types.push_back(ir.values[static_cast<std::size_t>(arg)].type);
    }
    known.push_back(evaluate_op(value, args, types));
  }
  return bits_of(ir.values.back().type, known.back());
}

// uint64_t f<index>(const uint64_t* in): the last value, inlined or through locals.
std::string function(const InstructionIr& ir, int index, bool locals) {
  CppExpression expression(ir);
  std::string body;
  for (ValueId id = 0; id < static_cast<ValueId>(ir.values.size()); ++id) {
    const Value& value = ir.values[static_cast<std::size_t>(id)];
    const std::string name = fmt::format("v{}", id);
    const char* type = CppExpression::local_type(value.type);
    if (value.op == Op::kInput) {
      body += fmt::format("  [[maybe_unused]] const {} {} = {}(low_bits<{}>(in[{}]));\n", type, name, type,
                          value.type.bits, value.imm);
    } else if (locals) {
      body += fmt::format("  [[maybe_unused]] const {} {} = {};\n", type, name, expression.initialiser(id));
    } else {
      continue;
    }
    expression.name(id, name);
  }
  return fmt::format("uint64_t f{}(const uint64_t* in) {{\n{}  return {};\n}}\n", index, body,
                     expression.initialiser(static_cast<ValueId>(ir.values.size()) - 1));
}

}  // namespace

TEST_CASE("printed C++ computes what the IR means, without undefined behaviour") {
  constexpr std::uint64_t kSeed = 20;
  constexpr int kExpressions = 300;
  INFO("seed " << kSeed);
  RandomIr generator(kSeed);
  std::vector<InstructionIr> expressions;
  std::string source = "#include \"vm/machine.hpp\"\nusing namespace rexa::vm;\nnamespace {\n", table;
  for (int i = 0; i < kExpressions; ++i) {
    expressions.push_back(generator.make());
    source += function(expressions.back(), i, i % 2 == 0);
    table += fmt::format("f{}, ", i);
  }
  source += "}\nextern \"C\" uint64_t (*const expressions[])(const uint64_t*) = {" + table + "};\n";

  FileSet files{{"expressions.cpp", source}};
  files["vm/machine.hpp"] = *read_file(REXA_SOURCE_DIR "/vm/machine.hpp");
  BuildOptions options;
  options.extra_flags = {"-O1",
                         "-Wall",
                         "-Wextra",
                         "-Werror",
                         "-Wno-bool-compare",
                         "-Wno-type-limits",
                         "-Wno-tautological-compare",
                         "-fsanitize=undefined",
                         "-fsanitize-undefined-trap-on-error"};
  const auto object = build_plugin(files, "vm", options);
  INFO(format(object.diagnostics()));
  REQUIRE(object);
  void* handle = dlopen(object->c_str(), RTLD_NOW | RTLD_LOCAL);
  REQUIRE(handle != nullptr);
  using Function = std::uint64_t (*)(const std::uint64_t*);
  const auto* functions = reinterpret_cast<const Function*>(dlsym(handle, "expressions"));
  REQUIRE(functions != nullptr);

  Random random(kSeed);
  for (int i = 0; i < kExpressions; ++i) {
    for (int trial = 0; trial < 60; ++trial) {
      std::uint64_t in[kInputs];
      for (std::uint64_t& bits : in) {
        const int edge = random.below(8);
        bits = edge == 0   ? 0
               : edge == 1 ? ~std::uint64_t{0}
               : edge == 2 ? std::uint64_t{1} << random.below(64)
               : edge == 3 ? static_cast<std::uint64_t>(random.below(70))
                           : random.next();
      }
      const InstructionIr& ir = expressions[static_cast<std::size_t>(i)];
      const std::uint64_t got = functions[i](in), wanted = expected(ir, in);
      if (got != wanted)
        FAIL(function(ir, i, i % 2 == 0) << fmt::format("of {:x} {:x} {:x} {:x} is {:x}, not {:x}", in[0],
                                                        in[1], in[2], in[3], got, wanted));
    }
  }
}
