// The form of an instruction that keeps its loops: which loops it keeps, and that unrolling gives the other form.
#include "isa/kept_loops.hpp"

#include <catch2/catch.hpp>

#include "spec_sources.hpp"

using namespace rexa;

namespace {

InstructionIr lower(const std::string& stack, const std::string& semantics, LoopForm loops) {
  InstructionSource source;
  source.name = "test";
  source.stack_text = stack;
  source.semantics = semantics;
  static const std::vector<Trap> traps = test::spec_sources().traps;
  const auto ir = lower_semantics(source, test::parameters(16), traps, {}, loops);
  INFO(format(ir.diagnostics()));
  REQUIRE(ir);
  return *ir;
}

const std::string kSum = "let s = a; for (i in 1..4) { let old = s; s = s + a; if (old < b) { s = s + cell(i); } } c = s";

}  // namespace

TEST_CASE("a loop that only assigns and reads is kept, and unrolls to the other form") {
  const InstructionIr kept = lower("( a b -- c )", kSum, LoopForm::kKept);
  REQUIRE(kept.loops.size() == 1);
  CHECK(kept.loops[0].begin == 1);
  CHECK(kept.loops[0].end == 4);
  CHECK(kept.loops[0].variables.size() == 1);
  const InstructionIr unrolled = lower("( a b -- c )", kSum, LoopForm::kUnrolled);
  CHECK(unrolled.loops.empty());
  CHECK(is_same(unroll(kept), unrolled));
}

TEST_CASE("a loop that traps, writes or has a literal for a variable is unrolled") {
  for (const char* semantics : {"c = a; for (i in 0..2) { trap_if(a == cell(i), div_zero); }",
                                "c = a; for (i in 0..2) { port[i] = b; }",
                                "let n = 0; for (i in 0..2) { n = n + i; } c = a + n",
                                "c = a; for (i in 0..1) { c = c + b; }"}) {
    const InstructionIr kept = lower("( a b -- c )", semantics, LoopForm::kKept);
    CHECK(kept.loops.empty());
    CHECK(is_same(kept, lower("( a b -- c )", semantics, LoopForm::kUnrolled)));
  }
}

TEST_CASE("what is not the same is told apart") {
  const InstructionIr sum = lower("( a b -- c )", kSum, LoopForm::kUnrolled);
  for (const char* other : {"let s = a; for (i in 1..3) { let old = s; s = s + a; if (old < b) { s = s + cell(i); } } c = s",
                            "let s = a; for (i in 1..4) { let old = s; s = s + b; if (old < b) { s = s + cell(i); } } c = s",
                            "let s = a; for (i in 1..4) { let old = s; s = s + a; if (s < b) { s = s + cell(i); } } c = s"}) {
    const InstructionIr kept = lower("( a b -- c )", other, LoopForm::kKept);
    CHECK(kept.loops.size() == 1);
    CHECK_FALSE(is_same(unroll(kept), sum));
  }
  const InstructionIr two = lower("( a b -- c )", "port[0] = a; port[1] = b; c = a", LoopForm::kUnrolled);
  CHECK_FALSE(is_same(two, lower("( a b -- c )", "port[0] = b; port[1] = a; c = a", LoopForm::kUnrolled)));
  CHECK_FALSE(is_same(two, lower("( a b -- c )", "port[0] = a; port[1] = b; c = b", LoopForm::kUnrolled)));
}
