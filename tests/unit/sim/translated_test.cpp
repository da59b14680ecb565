// The translated and the direct form of the software VM against its plain loop: the same state after any number of steps.
#include <catch2/catch.hpp>

#include <cstring>

#include "sim/engine.hpp"
#include "sim/program.hpp"
#include "sim/random.hpp"
#include "sim/random_run.hpp"

using namespace rexa;

namespace {

std::unique_ptr<Engine> vm(const Machine& machine, const char* strategy) {
  EngineOptions options;
  options.vm_strategy = strategy;
  auto engine = make_engine("vm", machine, options);
  REQUIRE(engine);
  return std::move(*engine);
}

// Empty when equal.
std::string difference(const RexaState& a, const RexaState& b) {
  if (a.status != b.status) return "status";
  if (a.trap != b.trap) return "trap";
  if (a.pc != b.pc) return "pc";
  if (a.retired != b.retired) return "retired";
  for (int s = 0; s < 3; ++s) {
    if (a.depth[s] != b.depth[s]) return "depth of stack " + std::to_string(s);
    if (std::memcmp(a.stack[s], b.stack[s], a.depth[s] * sizeof a.stack[s][0]) != 0)
      return "contents of stack " + std::to_string(s);
  }
  if (std::memcmp(a.data, b.data, a.data_bytes) != 0) return "data memory";
  if (a.system_cells != b.system_cells ||
      (a.system_cells > 0 && std::memcmp(a.system, b.system, a.system_cells * sizeof *a.system) != 0))
    return "system memory";
  return std::memcmp(a.registers, b.registers, sizeof a.registers) != 0 ? "registers" : "";
}

// Pieces of all sizes: single steps, a few, many.
std::uint64_t piece(Random& random) {
  const int kind = random.below(8);
  return static_cast<std::uint64_t>(kind < 2 ? random.range(1, 3) : kind < 7 ? random.range(1, 300) : 40'000);
}

void same_states(Engine& a, Engine& b, const Program& program, std::uint64_t seed, std::uint64_t most_steps) {
  Random random(seed);
  // Time passes for those that sleep; with few ticks the pieces stay as long as they are.
  const std::uint64_t steps_per_ms = seed % 2 == 0 ? 1000 : 20'000;
  IoWorld io_a("", steps_per_ms), io_b("", steps_per_ms);
  a.load(program, io_a);
  b.load(program, io_b);
  const auto state_a = std::make_unique<RexaState>(), state_b = std::make_unique<RexaState>();
  for (std::uint64_t done = 0; done < most_steps;) {
    const std::uint64_t want = piece(random);
    const std::uint64_t steps = run_in_world(a, io_a, want, nullptr);
    INFO(program.name << ", seed " << seed << ", after " << done << " steps and " << want << " more");
    REQUIRE(run_in_world(b, io_b, want, nullptr) == steps);
    a.inspect(*state_a);
    b.inspect(*state_b);
    REQUIRE(difference(*state_a, *state_b) == "");
    REQUIRE(io_a.traffic() == io_b.traffic());
    done += steps;
    if (steps < want) break;
  }
}

}  // namespace

TEST_CASE("the other forms reach the states of the plain loop") {
  const char* const form = GENERATE("translated", "direct");
  const std::string config = GENERATE("configs/default", "configs/wide", "configs/tiny", "tests/data/task4", "tests/data/task_wide");
  const auto machine = load_machine(REXA_SOURCE_DIR "/" + config + ".json", {});
  REQUIRE(machine);
  const auto plain = vm(*machine, "threaded"), other = vm(*machine, form);
  RandomRunOptions options;
  options.bytecode_percent = 40;
  options.mutation_percent = 20;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto program = random_of_seed(*machine, options, seed);
    REQUIRE(program);
    same_states(*plain, *other, *program, seed, 30'000);
  }
}

TEST_CASE("tasks take turns in the other forms as in the plain loop") {
  const char* const form = GENERATE("translated", "direct");
  const auto machine = load_machine(REXA_SOURCE_DIR "/tests/data/task4.json", {});
  REQUIRE(machine);
  const auto plain = vm(*machine, "threaded"), other = vm(*machine, form);
  const std::string text = GENERATE(
      ": busy 3000 0 do i drop loop ; $ busy 1 task drop $ busy 1 task drop busy 2 sleep busy",
      "var v : w begin v @ 1+ v ! v @ 900 > until ; : r begin receive drop . again ; $ r 2 task >r"
      " $ w 1 task drop begin yield v @ 900 > until 5 0 do i r@ send loop 3 sleep",
      "traps : bad 5 0 do i drop loop 1 0 / ; $ bad 1 task drop receive . . : f 7 throw ; 9 0 do $ f catch . loop",
      ": deep dup if 1- deep endif ; 20 deep : a 400 0 do 30 deep drop loop ; $ a 1 task drop a 200 deep");
  const auto program = compile_program(*machine, "tasks.rexa", text);
  INFO(text);
  REQUIRE(program);
  for (std::uint64_t seed = 1; seed <= 12; ++seed) same_states(*plain, *other, *program, seed, 60'000);
}

TEST_CASE("sequences of the other forms trap where the first instruction at fault does") {
  const char* const form = GENERATE("translated", "direct");
  const auto machine = load_machine(REXA_SOURCE_DIR "/tests/data/task4.json", {});
  REQUIRE(machine);
  const auto plain = vm(*machine, "threaded"), other = vm(*machine, form);
  const std::string text = GENERATE(
      "begin 1 2 + again", "begin 1 2 drop again", "1 2 begin over 7 swap drop again", "begin 3 + again", "begin 5 swap drop drop again",
      "var v begin v @ 1 + v ! v @ again", "2var d begin d 2@ 1l 2+ d 2! d 2@ again", "var v 9000 begin dup @ drop 2 - again",
      "2var d 0 begin dup 2@ 2drop 2 + again", "1 begin dup @ again", ": r 3 0 do i r loop ; r", ": e begin 9 >r 8 >r again ; e",
      "9 0 do 5 0 do i j + drop i j loop loop", ": nothing ; begin 1 $ nothing exec again");
  const auto program = compile_program(*machine, "sequences.rexa", text);
  INFO(text);
  REQUIRE(program);
  for (std::uint64_t seed = 1; seed <= 6; ++seed) same_states(*plain, *other, *program, seed, 30'000);
}
