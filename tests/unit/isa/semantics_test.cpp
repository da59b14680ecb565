// The semantics language: what it lowers to, and every fault it reports, with its place.
#include "isa/semantics.hpp"

#include <catch2/catch.hpp>

#include "isa/evaluate.hpp"
#include "spec_sources.hpp"

using namespace rexa;

namespace {

struct Texts {
  std::string stack, semantics, return_text, loop_text;
};

Result<InstructionIr> lower(const Texts& texts, int cell_bits = 16, int data_bytes = 4096,
                            ImmKind imm = ImmKind::kNone) {
  InstructionSource source;
  source.name = "test";
  source.stack_text = texts.stack;
  source.return_text = texts.return_text;
  source.loop_text = texts.loop_text;
  source.semantics = texts.semantics;
  source.imm_kind = imm;
  source.imm_bits = imm == ImmKind::kNone ? 0 : 8;
  source.where = [texts](const char* field, int offset) {
    Where where;
    where.file = field;
    where.line = 1;
    where.column = offset + 1;
    return where;
  };
  static const std::vector<Trap> traps = test::spec_sources().traps;
  return lower_semantics(source, test::parameters(cell_bits, data_bytes), traps);
}

InstructionIr good(const Texts& texts, int cell_bits = 16, int data_bytes = 4096,
                   ImmKind imm = ImmKind::kNone) {
  auto ir = lower(texts, cell_bits, data_bytes, imm);
  INFO(texts.semantics << "\n" << format(ir.diagnostics()));
  REQUIRE(ir);
  INFO(print_ir(*ir));
  REQUIRE(format(verify_ir(*ir)) == "");
  return *ir;
}

// "code@field:column, ..." of all faults
std::string faults(const Texts& texts) {
  const auto ir = lower(texts);
  std::string list;
  for (const Diagnostic& diagnostic : ir.diagnostics()) {
    if (!list.empty()) list += ", ";
    list += diagnostic.code + "@" + diagnostic.where.file + ":" + std::to_string(diagnostic.where.column);
  }
  CHECK(!ir);
  return list;
}

std::string hint(const Texts& texts) {
  const auto ir = lower(texts);
  return ir.diagnostics().empty() ? "" : ir.diagnostics()[0].hint;
}

int count(const InstructionIr& ir, Op op) {
  int n = 0;
  for (const Value& value : ir.values) n += value.op == op;
  return n;
}

std::vector<int> traps_of(const InstructionIr& ir) {
  std::vector<int> codes;
  for (const Block& block : ir.blocks) {
    for (const Action& action : block.actions) {
      if (action.kind == ActionKind::kTrapIf) codes.push_back(action.trap);
    }
  }
  return codes;
}

// Stack inputs, top first; everything else zero.
class Cells final : public MachineView {
 public:
  explicit Cells(std::vector<std::uint64_t> cells) : cells_(std::move(cells)) {}
  std::uint64_t input(StackId, int depth) override { return cells_.at(static_cast<std::size_t>(depth)); }
  std::uint64_t immediate() override { return 0; }
  std::uint64_t pc() override { return 0; }
  std::uint64_t next_pc() override { return 0; }
  std::uint64_t target() override { return 0; }
  std::uint64_t depth(StackId) override { return 0; }
  std::uint64_t peek(StackId, std::uint64_t) override { return 0; }
  std::uint64_t load(std::uint64_t, int) override { return 0; }
  std::uint64_t port_read(std::uint64_t) override { return 0; }

 private:
  std::vector<std::uint64_t> cells_;
};

// The data stack outputs, bottom first, of an instruction with one path.
std::vector<std::uint64_t> outputs(const Texts& texts, std::vector<std::uint64_t> inputs, int cell_bits = 16) {
  const InstructionIr ir = good(texts, cell_bits);
  REQUIRE(ir.paths.size() == 1);
  Cells cells(std::move(inputs));
  Evaluation evaluation(ir, cells);
  std::vector<std::uint64_t> result;
  for (ValueId id : ir.paths[0].outputs[0]) result.push_back(evaluation.bits(id));
  return result;
}

std::uint64_t output(const std::string& semantics, std::uint64_t a, std::uint64_t b, int cell_bits = 16) {
  return outputs({"( a b -- c )", semantics, "", ""}, {b, a}, cell_bits).at(0);
}

using Cellsv = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("arithmetic wraps and is total", "[semantics]") {
  CHECK(output("c = a + b", 0xFFFF, 2) == 1);
  CHECK(output("c = a - b", 1, 2) == 0xFFFF);
  CHECK(output("c = a * b", 0x4000, 6) == 0x8000);
  CHECK(output("c = a / b", 0xFFF9, 2) == 0xFFFD);  // -7 / 2
  CHECK(output("c = a % b", 0xFFF9, 2) == 0xFFFF);
  CHECK(output("c = a / b", 0x8000, 0xFFFF) == 0x8000);  // most negative by -1
  CHECK(output("c = a % b", 0x8000, 0xFFFF) == 0);
  CHECK(output("c = a / b", 5, 0) == 0);
  CHECK(output("c = a % b", 5, 0) == 0);
  CHECK(output("c = -a", 0x8000, 0) == 0x8000);
  CHECK(output("c = a / b", 0x80000000, 0xFFFFFFFF, 32) == 0x80000000);
  CHECK(output("c = a << ucell(b)", 1, 15) == 0x8000);
  CHECK(output("c = a << ucell(b)", 1, 16) == 0);
  CHECK(output("c = a >> ucell(b)", 0x8000, 200) == 0xFFFF);
  CHECK(output("c = cell(ucell(a) >> ucell(b))", 0x8000, 15) == 1);
  CHECK(output("c = cell(u1(a < b))", 0xFFFF, 0) == 1);
  CHECK(output("c = cell(u8(a)) + cell(s8(b))", 0x1FF, 0x1FF) == 0xFE);
}

TEST_CASE("precedence is that of C", "[semantics]") {
  CHECK(output("c = a + b * 2 - 1", 3, 4) == 10);
  CHECK(output("c = a | b & 4 ^ 1", 2, 7) == (2 | ((7 & 4) ^ 1)));
  CHECK(output("c = a - b - 1", 10, 3) == 6);
  CHECK(output("c = (a < b) == (b > a) ? 1 : 0", 1, 2) == 1);
  CHECK(output("c = a < b || a == 7 && b == 9 ? 5 : 6", 7, 7) == 6);
  CHECK(output("c = a < 0 ? -1 : a == 0 ? 0 : 1", 9, 0) == 1);
  CHECK(output("c = ~a & 0xFF; ", 0x0F, 0) == 0xF0);
  CHECK(output("c = a + (1 << 4) * cell_bytes", 1, 0) == 33);
}

TEST_CASE("doubles have their high cell on top", "[semantics]") {
  const Texts add{"( a:double b:double -- c:double )", "c = a + b", "", ""};
  CHECK(outputs(add, {0x0001, 0xFFFF, 0x0000, 0x0001}) == Cellsv{0x0000, 0x0002});
  const Texts extend{"( n -- d:double )", "d = double(n)", "", ""};
  CHECK(outputs(extend, {0x8000}) == Cellsv{0x8000, 0xFFFF});
  CHECK(outputs(extend, {0x80000000}, 32) == Cellsv{0x80000000, 0xFFFFFFFF});
  const Texts less{"( a:double b:double -- f:flag )", "f = a < b", "", ""};
  CHECK(outputs(less, {0, 0, 0xFFFF, 0xFFFF}) == Cellsv{1});
  const Texts muldiv{"( a b c -- d )", "d = cell((double(a) * double(b)) / double(c))", "", ""};
  CHECK(outputs(muldiv, {10000, 30000, 20000}) == Cellsv{60000});
}

TEST_CASE("flags: inputs are tested, outputs are 0 or 1", "[semantics]") {
  const Texts both{"( a:flag b:flag -- c:flag )", "c = a && !b", "", ""};
  CHECK(outputs(both, {0, 0x100}) == Cellsv{1});
  CHECK(outputs(both, {2, 0x100}) == Cellsv{0});
}

TEST_CASE("an if that only assigns becomes a select", "[semantics]") {
  const InstructionIr ir = good({"( a -- b )", "if (a < 0) { b = -a; } else { b = a; }", "", ""});
  CHECK(ir.paths.size() == 1);
  CHECK(count(ir, Op::kSelect) == 1);
  const InstructionIr passed = good({"( a -- a )", "if (a < 0) { a = -a; }", "", ""});
  CHECK(passed.paths.size() == 1);
  const InstructionIr variables =
      good({"( a -- b )", "let n = 1; if (a < 0) { n = 2; } else if (a == 0) { let m = 3; n = m; } b = n + a",
            "", ""});
  CHECK(variables.paths.size() == 1);
  CHECK(count(variables, Op::kSelect) == 2);
}

TEST_CASE("an if with effects parts the path", "[semantics]") {
  const InstructionIr jump =
      good({"( f -- )", "if (f == 0) { jump(target); }", "", ""}, 16, 4096, ImmKind::kRelative);
  REQUIRE(jump.paths.size() == 2);
  CHECK(jump.paths[0].jump != kNone);
  CHECK(jump.paths[1].jump == kNone);
  const InstructionIr tail =
      good({"( a p:ucell -- b )", "let k = 1; if (a < 0) { port[p] = a; k = 2; } b = a + k", "", ""});
  REQUIRE(tail.paths.size() == 2);
  CHECK(tail.blocks.size() == 3);
  CHECK(tail.paths[0].outputs[0] != tail.paths[1].outputs[0]);
}

TEST_CASE("alternatives of the stack effect choose the path", "[semantics]") {
  const InstructionIr ir = good({"( x -- x y ) | ( x -- x )", "if (x != 0) { y = x; }", "", ""});
  REQUIRE(ir.paths.size() == 2);
  CHECK(ir.paths[0].outputs[0].size() == 2);
  CHECK(ir.paths[1].outputs[0].size() == 1);
  CHECK(ir.max_outputs[0] == 2);
  const InstructionIr loop = good(
      {"( n -- again:flag )", "let more = index + n < limit; again = more; if (more) { next = index + n; }", "",
       "( limit index -- limit next ) | ( limit index -- )"});
  REQUIRE(loop.paths.size() == 2);
  CHECK(loop.paths[0].outputs[2].size() == 2);
  CHECK(loop.paths[1].outputs[2].empty());
  CHECK(loop.paths[1].outputs[0].size() == 1);
}

TEST_CASE("memory accesses check alignment, then the bound", "[semantics]") {
  CHECK(traps_of(good({"( a:addr -- x )", "x = cell[a]", "", ""})) == std::vector<int>{10, 11});
  CHECK(traps_of(good({"( a:addr -- x )", "x = cell(byte[a])", "", ""})) == std::vector<int>{11});
  CHECK(traps_of(good({"( a:addr -- x )", "x = cell[a]", "", ""}, 16, 65536)) == std::vector<int>{10});
  CHECK(traps_of(good({"( a:addr -- x )", "x = cell(byte[a])", "", ""}, 16, 65536)).empty());
  CHECK(traps_of(good({"( a:addr -- x )", "x = cell(byte[a])", "", ""}, 32, 65536)) == std::vector<int>{11});
  CHECK(traps_of(good({"( a:addr -- d:double )", "d = double[a]", "", ""}, 16, 65536)) ==
        std::vector<int>{10, 11});
  CHECK(traps_of(good({"( -- x )", "x = cell[16]", "", ""})).empty());
  const InstructionIr store = good({"( d:double a:addr -- )", "double[a] = d", "", ""});
  REQUIRE(store.blocks[0].actions.size() == 4);
  CHECK(store.blocks[0].actions[2].bytes == 2);
}

TEST_CASE("for loops are unrolled", "[semantics]") {
  const InstructionIr ir = good(
      {"( x -- n )", "let s = 0; for (k in 0..cell_bits) { s = s + cell(u1(ucell(x) >> k)); } n = s", "", ""});
  CHECK(ir.paths.size() == 1);
  CHECK(count(ir, Op::kAdd) == 15);
  CHECK(outputs({"( x -- n )", "let s = 0; for (k in 0..cell_bits) { s = s + cell(u1(ucell(x) >> k)); } n = s",
                 "", ""},
                {0xF00F}) == Cellsv{8});
  CHECK(output("c = a; for (k in 3..3) { c = b; }", 1, 2) == 1);
}

TEST_CASE("constant conditions leave one side", "[semantics]") {
  const Texts texts{"( a -- b )", "if (cell_bits == 32) { b = a + 1; } else { b = a - 1; }", "", ""};
  CHECK(count(good(texts, 16), Op::kSub) == 1);
  CHECK(count(good(texts, 16), Op::kSelect) == 0);
  CHECK(count(good(texts, 32), Op::kAdd) == 1);
}

TEST_CASE("dead values go, arguments precede users", "[semantics]") {
  const InstructionIr ir = good({"( a b -- c )", "let unused = a * b; c = a", "", ""});
  CHECK(count(ir, Op::kMul) == 0);
  CHECK(ir.values.size() == 1);
}

TEST_CASE("traps: if-trap is trap_if, an unconditional trap ends its path", "[semantics]") {
  const InstructionIr ir = good({"( a b -- c )", "if (b == 0) { trap(div_zero); } c = a / b", "", ""});
  CHECK(ir.paths.size() == 1);
  CHECK(traps_of(ir) == std::vector<int>{9});
  const InstructionIr other =
      good({"( a b -- c )", "if (a == 0) { let n = a; trap(div_zero); } c = a", "", ""});
  CHECK(other.paths.size() == 2);
  CHECK(other.paths[0].outputs[0].empty());
}

TEST_CASE("faults name their place", "[semantics][errors]") {
  CHECK(faults({"( a -- b )", "b = aa", "", ""}) == "unknown-name@do:5");
  CHECK(hint({"( alpha -- b )", "b = alpa", "", ""}) == "did you mean 'alpha'?");
  CHECK(faults({"( a -- b )", "b = a + double(a)", "", ""}) == "type-mismatch@do:7");
  CHECK(faults({"( a u:ucell -- b )", "b = a + u", "", ""}) == "type-mismatch@do:7");
  CHECK(faults({"( a -- b:double )", "b = a", "", ""}) == "type-mismatch@do:5");
  CHECK(hint({"( a -- b:double )", "b = a", "", ""}) == "write double(...)");
  CHECK(faults({"( a -- b )", "", "", ""}) == "effect-not-fulfilled@stack:8");
  CHECK(faults({"( a -- b )", "b = b + 1", "", ""}) == "unassigned@do:5");
  CHECK(faults({"( a -- b )", "a = 1; b = a", "", ""}) == "assigned-input@do:1");
  CHECK(faults({"( a -- )", "pc = ucell(a)", "", ""}) == "assigned-input@do:1");
  CHECK(faults({"( a -- )", "port[0] = a; trap_if(a == 0, div_zero)", "", ""}) == "trap-after-effect@do:30");
  CHECK(faults({"( a p:addr -- )", "cell[p] = a; cell[p] = a", "", ""}) ==
        "trap-after-effect@do:14, trap-after-effect@do:14");
  CHECK(faults({"( a -- )", "trap_if(a == 0, div_zer)", "", ""}) == "unknown-trap@do:17");
  CHECK(hint({"( a -- )", "trap_if(a == 0, div_zer)", "", ""}) == "did you mean 'div_zero'?");
  CHECK(faults({"( a -- )", "if (a) { halt(); }", "", ""}) == "not-a-flag@do:5");
  CHECK(hint({"( a -- )", "if (a) { halt(); }", "", ""}) == "compare with 0: '!= 0'");
  CHECK(faults({"( a -- b )", "b = a << a", "", ""}) == "type-mismatch@do:10");
  CHECK(faults({"( a -- b )", "b = a + 70000", "", ""}) == "literal-range@do:9");
  CHECK(faults({"( a -- b )", "b = imm", "", ""}) == "unknown-name@do:5");
  CHECK(faults({"( a -- )", "jump(a)", "", ""}) == "type-mismatch@do:6");
  CHECK(faults({"( a:addr -- b )", "b = a != 0 ? cell[a] : 0", "", ""}) == "conditional-read@do:14");
  CHECK(faults({"( a -- )", "for (k in 0..a) { }", "", ""}) == "not-constant@do:14");
  CHECK(faults({"( a -- )", "jump(0); halt()", "", ""}) == "control@do:10");
  CHECK(faults({"( a -- )", "trap(div_zero); halt()", "", ""}) == "unreachable@do:17");
  CHECK(faults({"( a -- )", "let a = 1", "", ""}) == "name-taken@do:1");
  CHECK(faults({"( a -- b )", "b = foo(a)", "", ""}) == "unknown-call@do:5");
  CHECK(faults({"( a -- b )", "b = 1 / 0", "", ""}) == "literal-range@do:7");
}

TEST_CASE("all faults are reported, each once", "[semantics][errors]") {
  CHECK(faults({"( a -- b c )", "b = x; c = double(a); if (a == 0) { jump(0); } let d = y", "", ""}) ==
        "unknown-name@do:5, type-mismatch@do:12, unknown-name@do:56");
  CHECK(faults({"( a -- b )", "b = ; let = 3; b = (a", "", ""}) ==
        "semantics-syntax@do:5, semantics-syntax@do:11, semantics-syntax@do:22");
}

TEST_CASE("a path that fits no alternative is a fault", "[semantics][errors]") {
  CHECK(faults({"( x -- x y ) | ( x -- z )", "if (x != 0) { y = x; }", "", ""}) ==
        "effect-not-fulfilled@stack:1");
  CHECK(faults({"( x -- y )", "if (x != 0) { y = x; }", "", ""}) == "effect-not-fulfilled@stack:8");
}

TEST_CASE("faults in stack effects", "[semantics][errors]") {
  CHECK(faults({"( a -- b", "", "", ""}) == "stack-effect@stack:9");
  CHECK(faults({"( a a -- )", "", "", ""}) == "stack-effect@stack:5");
  CHECK(faults({"( a:dubble -- )", "", "", ""}) == "stack-effect@stack:5");
  CHECK(faults({"( a -- b ) | ( c -- )", "", "", ""}) == "stack-effect@stack:14");
  CHECK(faults({"( a -- a:double )", "", "", ""}) == "stack-effect@stack:8");
  CHECK(faults({"( a -- )", "", "( a -- )", ""}) == "name-taken@return:3");
  CHECK(faults({"( pc -- )", "", "", ""}) == "name-taken@stack:3");
  CHECK(faults({"( x -- y ) | ( x -- x y )", "y = x", "", ""}) == "stack-effect@stack:14");
}

TEST_CASE("what would not end is refused", "[semantics][errors]") {
  CHECK(faults({"( a -- )", "for (k in 0..100000) { }", "", ""}) == "too-large@do:1");
  CHECK_THAT(faults({"( a p:ucell -- )", "for (k in 0..20) { if (a == k) { port[p] = a; } }", "", ""}),
             Catch::Contains("too-large@do:"));
}
