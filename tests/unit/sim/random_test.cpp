#include <catch2/catch.hpp>
#include <set>

#include "sim/coverage.hpp"
#include "sim/directed_programs.hpp"
#include "sim/eval_engine.hpp"
#include "sim/program.hpp"
#include "sim/random_run.hpp"
#include "sim/shrink.hpp"

namespace rexa {
namespace {

Machine machine_of(const std::string& config) {
  auto machine = load_machine(std::string(REXA_SOURCE_DIR) + (config.starts_with("task") ? "/tests/data/" : "/configs/") + config + ".json", {});
  INFO(format(machine.diagnostics()));
  REQUIRE(machine);
  return *machine;
}

// An oracle with a fault: its `+` of two negative numbers is one too large.
class FaultyEngine final : public Engine {
 public:
  FaultyEngine(const Machine& machine, std::string word)
      : eval_(machine), op_(static_cast<int>(machine.find(word) - machine.instructions.data())) {}
  const std::string& name() const override { return name_; }
  bool counts_cycles() const override { return false; }
  void load(const Program& program, IoWorld& io) override { eval_.load(program, io); }
  std::uint64_t run(std::uint64_t max_steps, RexaRecord* records) override {
    const std::uint64_t count = eval_.run(max_steps, records);
    for (std::uint64_t i = 0; records != nullptr && i < count; ++i) {
      if (records[i].op == op_ && records[i].trap == 0 && records[i].top[0][0] > 0x7FFF) ++records[i].top[0][0];
    }
    return count;
  }
  void inspect(RexaState& state) override { eval_.inspect(state); }
  bool trace(const std::string&, std::uint64_t, std::uint64_t) override { return false; }

 private:
  EvalEngine eval_;
  int op_;
  std::string name_ = "faulty";
};

std::size_t words_in(const std::string& text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    words += !blank && !inside;
    inside = !blank;
  }
  return words;
}

TEST_CASE("random programs compile, run long, and seldom trap", "[random]") {
  for (const std::string config : {"default", "wide", "tiny"}) {
    const Machine machine = machine_of(config);
    EvalEngine eval(machine);
    RandomRunOptions options;
    options.instructions = 150'000;
    const auto run = run_random(machine, {&eval}, options);
    INFO(config << "\n" << format(run.diagnostics()));
    REQUIRE(run);
    CHECK_FALSE(run->failure);
    CHECK(run->retired >= options.instructions);
    CHECK(run->retired / run->programs > 500);
    CHECK(run->trapped * 10 >= run->programs / 2);
    CHECK(run->trapped * 100 <= run->programs * 45);
  }
}

TEST_CASE("random programs of tasks switch, end, and reach the words of the set", "[random][task]") {
  for (const std::string config : {"task4", "task_wide"}) {
    const Machine machine = machine_of(config);
    EvalEngine eval(machine);
    Coverage coverage(machine);
    RandomRunOptions options;
    options.instructions = 100'000;
    options.bytecode_percent = 40;
    options.on_records = [&](const RexaRecord* records, std::uint64_t count) { coverage.add(records, count); };
    const auto run = run_random(machine, {&eval}, options);
    INFO(config << "\n" << format(run.diagnostics()));
    REQUIRE(run);
    CHECK_FALSE(run->failure);
    INFO(run->programs << " programs, " << run->limited << " limited\n" << coverage.report());
    const auto ran = [&](int op) { return coverage.counts()[static_cast<std::size_t>(op)]; };
    CHECK(ran(machine.system_op("switch")) > 200);
    CHECK(ran(machine.system_op("end")) > 10);
    for (const char* word : {"yield", "sleep", "await", "send", "receive", "throw", "task#", "catch#", "uncatch#", "xcall", "ungate#"}) {
      INFO(word);
      CHECK(ran(static_cast<int>(machine.find(word) - machine.instructions.data())) > 0);
    }
    CHECK(run->limited * 5 <= run->programs);
  }
}

TEST_CASE("a seed gives the same program, another seed another", "[random]") {
  const Machine machine = machine_of("default");
  RandomProgramOptions options;
  options.seed = 42;
  const std::string first = random_program(machine, options);
  CHECK(random_program(machine, options) == first);
  CHECK(random_bytecode(machine, options).code == random_bytecode(machine, options).code);
  options.seed = 43;
  CHECK(random_program(machine, options) != first);
}

TEST_CASE("programs without traps end by themselves", "[random]") {
  const Machine machine = machine_of("default");
  EvalEngine eval(machine);
  int halted = 0;
  constexpr int kPrograms = 60;
  for (int seed = 1; seed <= kPrograms; ++seed) {
    RandomProgramOptions options;
    options.seed = static_cast<std::uint64_t>(seed);
    options.trap_percent = 0;
    options.steps = 2000;
    const auto program = compiled_random_program(machine, options);
    REQUIRE(program);
    LockstepOptions lockstep;
    lockstep.max_steps = 1'000'000;
    const auto result = run_lockstep(*program, {&eval}, lockstep);
    INFO("seed " << seed << ", trap " << result.trap << "\n" << program->source);
    CHECK(result.status != REXA_RUNNING);
    halted += result.status == REXA_HALTED;
  }
  CHECK(halted >= kPrograms * 9 / 10);
}

TEST_CASE("directed programs reach every instruction, trap and pair of classes", "[random][coverage]") {
  for (const std::string config : {"default", "wide", "tiny", "task4", "task_wide"}) {
    const Machine machine = machine_of(config);
    EvalEngine eval(machine);
    Coverage coverage(machine);
    RandomRunOptions options;
    options.on_program = [&] { coverage.begin_program(); };
    options.on_records = [&](const RexaRecord* records, std::uint64_t count) { coverage.add(records, count); };
    const RandomRun run = run_directed(machine, {&eval}, options);
    CHECK_FALSE(run.failure);
    for (const auto& figure : coverage.figures()) {
      INFO(config << "\n" << coverage.report());
      CHECK(figure.possible > 0);
      CHECK(figure.reached == figure.possible);
    }
  }
}

TEST_CASE("coverage counts what ran and no more", "[coverage]") {
  const Machine machine = machine_of("default");
  EvalEngine eval(machine);
  Coverage coverage(machine);
  const auto program = compile_program(machine, "<test>", "1 dup + drop drop drop");
  REQUIRE(program);
  LockstepOptions options;
  options.on_records = [&](const RexaRecord* records, std::uint64_t count) { coverage.add(records, count); };
  run_lockstep(*program, {&eval}, options);
  const auto figures = coverage.figures();
  CHECK(figures[0].reached == 4);  // a literal, dup, +, drop
  CHECK(figures[1].reached == 1);
  CHECK(figures[2].reached == 4);  // literal-dup, dup-+, +-drop, drop-drop
  const std::string report = coverage.report(2);
  CHECK(report.find("and ") != std::string::npos);
}

TEST_CASE("a failing random program is found and made minimal", "[random][shrink]") {
  const Machine machine = machine_of("default");
  for (const std::string word : {"+", "xor", "r>", "1-", "2swap"}) {
    EvalEngine eval(machine);
    FaultyEngine faulty(machine, word);
    const std::vector<Engine*> engines = {&eval, &faulty};
    RandomRunOptions options;
    options.bytecode_percent = options.mutation_percent = 0;
    options.seed = 9;
    const auto run = run_random(machine, engines, options);
    REQUIRE(run);
    REQUIRE(run->failure);
    const auto shrunk = shrink_failure(machine, engines, run->failure->program, run->failure->result);
    INFO(word << ": " << shrunk.program.source);
    REQUIRE(shrunk.result.difference);
    CHECK(words_in(shrunk.program.source) <= 8);
    // Printed, it fails again.
    const auto again = compile_program(machine, "<again>", shrunk.program.source);
    REQUIRE(again);
    CHECK(run_lockstep(*again, engines).difference);
  }
}

TEST_CASE("failing bytecode is made minimal", "[random][shrink]") {
  const Machine machine = machine_of("default");
  EvalEngine eval(machine);
  FaultyEngine faulty(machine, "+");
  const std::vector<Engine*> engines = {&eval, &faulty};
  RandomRunOptions options;
  options.bytecode_percent = 100;
  const auto run = run_random(machine, engines, options);
  REQUIRE(run);
  REQUIRE(run->failure);
  const auto shrunk = shrink_failure(machine, engines, run->failure->program, run->failure->result);
  REQUIRE(shrunk.result.difference);
  CHECK(shrunk.program.code.size() <= 16);
  CHECK(shrunk.program.data.empty());
}

TEST_CASE("shrinking text keeps what matters", "[shrink]") {
  const auto fails = [](const std::string& text) {
    return text.find("bad") != std::string::npos && text.find("$ word") != std::string::npos;
  };
  const std::string text =
      "\\ a comment\nvar x : helper 1 2 + ; : word dup if bad else 3 endif ;\n"
      "10 0 do i helper begin 1 until .\" bad luck\" loop $ word exec";
  CHECK(shrink_text(text, fails) == "bad $ word\n");
  CHECK(shrink_text("nothing wrong", fails) == "nothing wrong");
}

TEST_CASE("shrinking stops at its limit", "[shrink]") {
  int tries = 0;
  ShrinkOptions options;
  options.max_tries = 10;
  shrink_text(
      "1 2 3 4 5 6 7 8 9 bad",
      [&](const std::string& text) {
        ++tries;
        return text.find("bad") != std::string::npos;
      },
      options);
  CHECK(tries <= 11);
}

}  // namespace
}  // namespace rexa
