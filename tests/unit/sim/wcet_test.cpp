// Bounds on execution time against measurement: the corpus, random programs, annotated and endless loops.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "hls/schedule.hpp"
#include "isa/decoder.hpp"
#include "sim/program.hpp"
#include "sim/random_run.hpp"
#include "sim/stats.hpp"
#include "sim/wcet.hpp"

using namespace rexa;

namespace {

struct Bench {
  Machine machine;
  CycleTable cycles;
  std::unique_ptr<Engine> tlm;

  explicit Bench(const std::string& config) {
    auto loaded = load_machine(REXA_SOURCE_DIR "/" + config, {});
    REQUIRE(loaded);
    machine = *loaded;
    const auto schedules = hls::schedule_machine(machine);
    REQUIRE(schedules);
    cycles = hls::cycle_table(*schedules);
    auto engine = make_engine("tlm", machine);
    INFO(format(engine.diagnostics()));
    REQUIRE(engine);
    tlm = std::move(*engine);
  }

  Program compile(const std::string& text) const {
    auto program = compile_program(machine, "test.rexa", text);
    INFO(format(program.diagnostics()));
    REQUIRE(program);
    return *program;
  }

  // Instructions, a trapping one included, and clocks; nothing when it runs on.
  std::optional<Cost> measure(const Program& program) {
    IoWorld io;
    tlm->load(program, io);
    constexpr std::uint64_t kMost = 20'000'000;
    const std::uint64_t steps = run_in_world(*tlm, io, kMost, nullptr);
    if (steps == kMost) return std::nullopt;
    auto state = std::make_unique<RexaState>();
    tlm->inspect(*state);
    return Cost{steps, state->cycle};
  }
};

Bench& bench() {
  static Bench shared("configs/default.json");
  return shared;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

WcetBound bound_of(const std::string& text, const std::string& word = "") {
  const Program program = bench().compile(text);
  if (word.empty()) return wcet_of_program(bench().machine, bench().cycles, program);
  auto bound = wcet_of_word(bench().machine, bench().cycles, program, word);
  REQUIRE(bound);
  return *bound;
}

}  // namespace

TEST_CASE("an illegal code costs the clocks that the model counts, whatever it begins with") {
  const Decoder decoder(bench().machine);
  for (std::uint32_t first = 0; first < 256; ++first) {
    Program program = bench().compile("1 2 3 4 5 drop drop");
    for (const std::uint32_t second : {0x00u, 0x0Fu, 0xFFu}) {
      const std::uint32_t bytes = first << 24 | second << 16;
      if (decoder.op(bytes) >= 0) continue;
      for (int i = 0; i < 4; ++i) program.code.at(program.entry + i) = static_cast<std::uint8_t>(bytes >> (24 - 8 * i));
      const WcetBound bound = wcet_of_program(bench().machine, bench().cycles, program);
      const auto measured = bench().measure(program);
      INFO("bytes " << std::hex << bytes);
      REQUIRE(measured);
      REQUIRE(bound.bound);
      CHECK(bound.bound->clocks == measured->clocks);
    }
  }
}

TEST_CASE("bounds of the corpus hold and are tight") {
  int bounded = 0, programs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(REXA_SOURCE_DIR "/tests/programs")) {
    if (entry.path().extension() != ".rexa") continue;
    ++programs;
    const Program program = bench().compile(read(entry.path()));
    const WcetBound bound = wcet_of_program(bench().machine, bench().cycles, program);
    const auto measured = bench().measure(program);
    INFO(entry.path().filename().string() << ": " << bound.reason);
    REQUIRE(measured);
    if (!bound.bound) continue;
    ++bounded;
    CHECK(bound.bound->instructions >= measured->instructions);
    CHECK(bound.bound->clocks >= measured->clocks);
    CHECK(static_cast<double>(bound.bound->clocks) <= 1.25 * static_cast<double>(measured->clocks));
  }
  WARN(bounded << " of " << programs << " programs of the corpus bounded, none above 1.25 times the measured clocks");
  CHECK(bounded >= programs - 2);
}

// On a machine of one task: random programs for more start tasks, of which each word has a bound of its own.
TEST_CASE("bounds of a thousand random programs hold") {
  static Bench single("tests/data/single.json");
  RandomRunOptions options;
  options.bytecode_percent = 0;
  options.mutation_percent = 0;
  WcetOptions wcet;
  wcet.most_steps = 300'000;
  int bounded = 0, exact = 0, ran_on = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    auto program = random_of_seed(single.machine, options, seed);
    REQUIRE(program);
    const WcetBound bound = wcet_of_program(single.machine, single.cycles, *program, wcet);
    if (!bound.bound) continue;
    ++bounded;
    const auto measured = single.measure(*program);
    INFO("seed " << seed << "\n" << program->source);
    if (!measured) ++ran_on;
    REQUIRE(measured);
    REQUIRE(bound.bound->instructions >= measured->instructions);
    REQUIRE(bound.bound->clocks >= measured->clocks);
    if (bound.bound->clocks == measured->clocks) ++exact;
  }
  WARN(bounded << " of 1000 random programs bounded, " << exact << " exactly");
  CHECK(bounded >= 950);
}

TEST_CASE("counted loops bound a word whatever its arguments") {
  const char* const text = ": w ( x -- y ) 10 0 do i + 20 0 do 1+ loop loop ; 5 w drop";
  const WcetBound word = bound_of(text, "w");
  REQUIRE(word.bound);
  const auto measured = bench().measure(bench().compile(text));
  REQUIRE(measured);
  CHECK(word.bound->instructions + 5 == measured->instructions);  // skip, 5, call, drop, halt; return is in it
}

TEST_CASE("a branch costs what its longer side does") {
  const WcetBound bound = bound_of("0 inp if 100 0 do i drop loop else 10 0 do i drop loop endif");
  const auto longer = bench().measure(bench().compile("0 0= if 100 0 do i drop loop else 10 0 do i drop loop endif"));
  REQUIRE(bound.bound);
  REQUIRE(longer);
  CHECK(bound.bound->instructions == longer->instructions);
}

TEST_CASE("a loop without an end in sight needs a comment") {
  const WcetBound open = bound_of(": w begin 0 inp 0= until ; w");
  CHECK_FALSE(open.bound);
  CHECK(open.reason.find("( loops N )") != std::string::npos);
  CHECK(open.where.line == 1);
  const WcetBound closed = bound_of(": w begin ( loops 20 ) 0 inp 0= until ; w");
  REQUIRE(closed.bound);
  CHECK(closed.bound->instructions == 4 * 20 + 4);
}

TEST_CASE("what never ends is said so") {
  CHECK(bound_of("begin again").reason == "this loop never ends");
  CHECK(bound_of("1 inp exec").reason.find("jumps to an address") != std::string::npos);
}
