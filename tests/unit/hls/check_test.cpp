// `check` finds what is wrong with a scheduling problem before anybody schedules it.
#include "tests/unit/hls/machines.hpp"

using namespace rexa;
using namespace rexa::hls;

namespace {

const Machine& built() {
  static const Machine machine = test::machine("default");
  return machine;
}

std::string faults(const Problem& problem) {
  std::string text;
  for (const Diagnostic& diagnostic : check(problem)) {
    CHECK(diagnostic.code == "bad-problem");
    text += diagnostic.message + "\n";
  }
  return text;
}

int first(const Problem& problem, NodeKind kind) {
  for (std::size_t i = 0; i < problem.nodes.size(); ++i)
    if (problem.nodes[i].kind == kind) return static_cast<int>(i);
  return kNone;
}

Effect& first(Problem& problem, EffectKind kind) {
  for (Effect& effect : problem.effects)
    if (effect.kind == kind) return effect;
  FAIL("no such effect");
  return problem.effects.front();
}

}  // namespace

TEST_CASE("a well-formed problem passes") {
  CHECK(faults(test::problem(built(), "2*")).empty());
  CHECK(faults(test::problem(built(), "2!")).empty());
}

TEST_CASE("arguments come first") {
  Problem p = test::problem(built(), "+");
  const int sum = first(p, NodeKind::kPure);
  p.nodes[sum].args[1] = sum;
  CHECK(faults(p) == "add: node " + std::to_string(sum) + " uses a later node\n");
  p.nodes[sum].args[1] = -7;
  CHECK(faults(p) == "add: node " + std::to_string(sum) + " uses a later node\n");
  p.nodes[sum].args[1] = static_cast<int>(p.nodes.size());
  CHECK(faults(p) == "add: node " + std::to_string(sum) + " uses a later node\n");
}

TEST_CASE("arguments are as many as the operation has") {
  Problem p = test::problem(built(), "+");
  const int sum = first(p, NodeKind::kPure);
  p.nodes[sum].args.pop_back();
  CHECK(faults(p) == "add: node " + std::to_string(sum) + " has 1 argument\n");
}

TEST_CASE("nothing is wider than the data path") {
  Problem p = test::problem(built(), "+");
  const int sum = first(p, NodeKind::kPure);
  p.nodes[sum].type.bits = 34;
  CHECK(faults(p) == "add: node " + std::to_string(sum) + " of s34 is wider than the core's data path\n");
  p.nodes[sum].type.bits = 0;
  CHECK(faults(p) == "add: node " + std::to_string(sum) + " of s0 is wider than the core's data path\n");
}

TEST_CASE("each path ends in one commit") {
  Problem p = test::problem(built(), "?dup");
  REQUIRE(p.commits.size() == 2);
  Effect& commit = first(p, EffectKind::kCommit);
  commit.path = 1 - commit.path;
  CHECK(faults(p) == "question_dup: a path has 0 commits\nquestion_dup: a path has 2 commits\n");
  commit.path = 2;
  CHECK(faults(p) == "question_dup: an effect belongs to path 2\nquestion_dup: a path has 0 commits\n");
  commit.path = kNone;
  CHECK(faults(p) == "question_dup: an effect belongs to path -1\nquestion_dup: a path has 0 commits\n");
}

TEST_CASE("effects have their nodes and their block") {
  Problem p = test::problem(built(), "!");
  Effect& store = first(p, EffectKind::kStore);
  const Effect before = store;
  store.node = kNone;
  CHECK(faults(p) == "store: an effect without its value\n");
  store = before;
  store.address = static_cast<int>(p.nodes.size());
  CHECK(faults(p) == "store: an effect without its address\n");
  store = before;
  store.block = 1;
  CHECK(faults(p) == "store: an effect in block 1\n");
  store = before;
  first(p, EffectKind::kTrap).node = kNone;
  CHECK(faults(p) == "store: an effect without its value\n");
}

TEST_CASE("units that are used exist") {
  Problem p = test::problem(built(), "*/");
  p.core.multiplier = false;
  CHECK(faults(p) == "mul_div: node " + std::to_string(first(p, NodeKind::kMultiply)) +
                         " needs a multiplier, the core has none\n");
  p.core.multiplier = true;
  p.core.divider = false;
  CHECK(faults(p) == "mul_div: node " + std::to_string(first(p, NodeKind::kDivide)) +
                         " needs a divider, the core has none\n");
}

TEST_CASE("commits set registers that exist") {
  Problem p = test::problem(built(), "dup");
  p.commits[0].stacks[0].registers.push_back(0);
  CHECK(faults(p) == "dup: a commit of 3 data registers, the core has 2\n");
  p.commits[0].stacks[0].registers = {static_cast<int>(p.nodes.size()), kNone};
  CHECK(faults(p) == "dup: a commit of a node that is not there\n");
}
