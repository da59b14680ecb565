// Compiled engines against the oracle on the conformance vectors, and what can go wrong in building them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "gen/vm_cpp.hpp"
#include "sim/eval_engine.hpp"
#include "sim/lockstep.hpp"
#include "sim/plugin_build.hpp"
#include "sim/plugin_engine.hpp"
#include "sim/task_image.hpp"
#include "sim/vectors.hpp"

using namespace rexa;

namespace {

Machine load(const std::string& name) {
  auto machine = load_machine(REXA_SOURCE_DIR "/configs/" + name + ".json", {});
  INFO(format(machine.diagnostics()));
  REQUIRE(machine);
  return *machine;
}

std::unique_ptr<Engine> engine(const std::string& name, const Machine& machine) {
  auto made = make_engine(name, machine);
  INFO(format(made.diagnostics()));
  REQUIRE(made);
  return std::move(*made);
}

std::string text(const LockstepResult& result) {
  if (!result.difference) return "";
  std::string message = result.difference->left + " and " + result.difference->right + " differ:";
  for (const auto& field : result.difference->fields)
    message += " " + field.name + " " + field.left + " / " + field.right;
  return message;
}

// A folder that goes away.
struct Scratch {
  std::filesystem::path folder;
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "rexa-test-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
  }
  ~Scratch() { std::filesystem::remove_all(folder); }
};

Program counting_program(const Machine& machine) {
  // 0, then for ever 1+.
  Program program;
  program.code.resize(64);
  const Instruction* increment = machine.find("1+");
  const Instruction* jump = machine.find("branch");
  REQUIRE((increment && jump));
  program.code[2] = static_cast<std::uint8_t>(increment->base);
  program.code[3] = static_cast<std::uint8_t>((jump->base | 0x7ff) >> 8);
  program.code[4] = 0xff;  // back by one
  start_whole_machine(machine, program);
  return program;
}

}  // namespace

TEST_CASE("every engine agrees with the oracle on every vector") {
  const std::string name = GENERATE("default", "tiny", "wide");
  const Machine machine = load(name);
  const auto eval = make_eval_engine(machine), vm = engine("vm", machine), tlm = engine("tlm", machine),
             rtl = engine("rtl", machine);
  const auto vectors = make_vectors(machine);
  std::set<std::string> tested;
  std::set<int> traps;
  for (const TestVector& vector : vectors) {
    LockstepOptions options;
    options.max_steps = 10000;
    options.input = vector.input;
    const LockstepResult result = run_lockstep(vector.program, {eval.get(), vm.get(), tlm.get(), rtl.get()}, options);
    INFO(name << ", " << vector.program.name);
    if (result.difference) FAIL(text(result));
    // With tasks, one may wait for ever.
    if (result.status == REXA_RUNNING && !machine.has_tasks()) FAIL("does not stop");
    tested.insert(vector.instruction);
    traps.insert(result.trap);
  }
  // Every instruction, and every trap that this build can raise.
  for (const Instruction& instruction : machine.instructions) {
    INFO(instruction.name);
    // Of a word that waits there is no vector: alone, it waits for ever.
    const bool waits = std::any_of(instruction.ir.paths.begin(), instruction.ir.paths.end(),
                                   [](const Leaf& leaf) { return leaf.reschedule; });
    CHECK(tested.contains(instruction.name) != waits);
  }
  for (const Trap& trap : machine.traps) {
    // Traps of tasks need a state that one instruction does not make: tests/unit/sim/task_test.cpp has them.
    static const std::set<std::string> kOfTasks = {"bad_task",    "task_limit", "control_overflow",
                                                   "bad_control", "uncaught",   "no_word"};
    const bool possible = trap.name.find("loop") == std::string::npos || name != "tiny";
    INFO(trap.name);
    if (!kOfTasks.contains(trap.name)) CHECK(traps.contains(trap.code) == possible);
  }
}

TEST_CASE("switch dispatch, as in firmware, does the same and nothing undefined") {
  const Machine machine = load("wide");
  const auto sources = emit_vm_engine(machine);
  REQUIRE(sources);
  BuildOptions options;
  options.extra_flags = {"-DREXA_VM_SWITCH", "-fsanitize=undefined", "-fsanitize-undefined-trap-on-error"};
  const auto object = build_plugin(*sources, "vm", options);
  INFO(format(object.diagnostics()));
  REQUIRE(object);
  const auto switched = load_plugin(*object, "vm", machine.config_hash);
  REQUIRE(switched);
  const auto eval = make_eval_engine(machine);
  for (const TestVector& vector : make_vectors(machine)) {
    LockstepOptions options_of_run;
    options_of_run.input = vector.input;
    options_of_run.max_steps = 10000;
    const LockstepResult result = run_lockstep(vector.program, {eval.get(), switched->get()}, options_of_run);
    INFO(vector.program.name);
    if (result.difference) FAIL(text(result));
  }
}

// Then there is no observer, and what instructions have in common is shared.
TEST_CASE("switch dispatch without records ends where the threaded form does") {
  const Machine machine = load("wide");
  const auto sources = emit_vm_engine(machine);
  REQUIRE(sources);
  BuildOptions options;
  options.extra_flags = {"-DREXA_VM_SWITCH"};
  const auto small = build_plugin(*sources, "vm", options), fast = build_plugin(*sources, "vm", {});
  REQUIRE(small);
  REQUIRE(fast);
  const auto switched = load_plugin(*small, "vm", machine.config_hash);
  const auto threaded = load_plugin(*fast, "vm", machine.config_hash);
  REQUIRE(switched);
  REQUIRE(threaded);
  for (const TestVector& vector : make_vectors(machine)) {
    RexaState ends[2];
    for (const bool first : {false, true}) {
      Engine& each = first ? **switched : **threaded;
      IoWorld io;
      each.load(vector.program, io);
      each.run(1000, nullptr);
      each.inspect(ends[first]);
    }
    INFO(vector.program.name);
    CHECK(ends[0].status == ends[1].status);
    CHECK(ends[0].trap == ends[1].trap);
    CHECK(ends[0].pc == ends[1].pc);
    CHECK(ends[0].retired == ends[1].retired);
  }
}

TEST_CASE("how a run is cut into pieces makes no difference") {
  const Machine machine = load("default");
  const Program program = counting_program(machine);
  const std::string name = GENERATE("vm", "tlm");
  const auto whole = engine(name, machine), pieces = engine(name, machine);
  IoWorld io;
  whole->load(program, io);
  pieces->load(program, io);
  CHECK(whole->run(100001, nullptr) == 100001);
  std::uint64_t done = 0;
  for (int i = 0; done < 100001; ++i) {
    RexaRecord records[100];
    const std::uint64_t steps = std::min<std::uint64_t>(100001 - done, static_cast<std::uint64_t>(i % 100 + 1));
    CHECK(pieces->run(steps, i % 3 ? records : nullptr) == steps);
    done += steps;
  }
  CHECK(pieces->run(0, nullptr) == 0);
  const auto a = std::make_unique<RexaState>(), b = std::make_unique<RexaState>();
  whole->inspect(*a);
  pieces->inspect(*b);
  CHECK(a->pc == b->pc);
  CHECK(a->retired == 100001);
  CHECK(b->retired == 100001);
  CHECK(a->cycle == b->cycle);
  CHECK((a->cycle > 0) == (name == "tlm"));
  CHECK(a->stack[0][0] == 50000);
  CHECK(b->stack[0][0] == 50000);
}

TEST_CASE("engines of several machines live side by side") {
  const Machine narrow = load("default"), wide = load("wide");
  std::vector<std::unique_ptr<Engine>> engines;
  for (const char* name : {"vm", "tlm", "tlm"}) {
    engines.push_back(engine(name, narrow));
    engines.push_back(engine(name, wide));
  }
  engines.erase(engines.begin() + 2);  // and go, and come again
  engines.push_back(engine("tlm", narrow));
  IoWorld io;
  for (auto& each : engines) each->load(counting_program(narrow), io);
  for (int round = 0; round < 3; ++round) {
    for (auto& each : engines) CHECK(each->run(70000, nullptr) == 70000);
  }
  const auto state = std::make_unique<RexaState>();
  int wide_ones = 0;
  for (auto& each : engines) {
    each->inspect(*state);
    if (state->data_bytes > 16000) ++wide_ones;
    CHECK(state->retired == 210000);
    CHECK(state->stack[0][0] == (state->data_bytes > 16000 ? 105000u : 105000u % 65536));
  }
  CHECK(wide_ones == 3);
}

TEST_CASE("a source that does not compile is reported with the compiler's words") {
  Scratch scratch;
  BuildOptions options;
  options.cache_folder = scratch.folder.string();
  const auto object = build_plugin({{"engine.cpp", "int f() { return nonsense; }\n"}}, "vm", options);
  REQUIRE_FALSE(object);
  const Diagnostic& diagnostic = object.diagnostics()[0];
  CHECK(diagnostic.code == "plugin-build-failed");
  CHECK(diagnostic.message.find("nonsense") != std::string::npos);
  CHECK(diagnostic.message.find("engine.cpp:1:") != std::string::npos);
  CHECK(diagnostic.hint.find(".log") != std::string::npos);
}

TEST_CASE("what is built once is found again, also by several builders at once") {
  Scratch scratch;
  const FileSet sources{{"engine.cpp", "extern \"C\" int answer() { return 42; }\n"}};
  int builds = 0;
  BuildOptions options;
  options.cache_folder = (scratch.folder / "new" / "cache").string();
  options.on_build = [&](const std::string&) { ++builds; };
  const auto first = build_plugin(sources, "vm", options), second = build_plugin(sources, "vm", options);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first == *second);
  CHECK(builds == 1);

  options.on_build = nullptr;
  options.extra_flags = {"-DOTHER"};
  std::string paths[3];
  std::vector<std::thread> builders;
  for (std::string& path : paths) {
    builders.emplace_back([&] {
      if (const auto object = build_plugin(sources, "vm", options)) path = *object;
    });
  }
  for (std::thread& builder : builders) builder.join();
  CHECK(paths[0] != *first);
  CHECK(paths[0] == paths[1]);
  CHECK(paths[1] == paths[2]);
  CHECK(std::filesystem::exists(paths[0]));
  for (const auto& entry : std::filesystem::directory_iterator(options.cache_folder))
    CHECK(entry.path().filename().string().find("build-") == std::string::npos);
}

TEST_CASE("a plug-in that is not one, or another machine's, is refused") {
  Scratch scratch;
  BuildOptions options;
  options.cache_folder = scratch.folder.string();
  const auto object = build_plugin({{"engine.cpp", "int f() { return 1; }\n"}}, "vm", options);
  REQUIRE(object);
  CHECK(load_plugin(*object, "vm", "hash").diagnostics()[0].code == "plugin-unusable");
  CHECK(load_plugin("/nonexistent.so", "vm", "hash").diagnostics()[0].code == "plugin-unusable");
  const auto unknown = make_engine("tml", load("tiny"));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.diagnostics()[0].code == "unknown-engine");
  CHECK(unknown.diagnostics()[0].hint == "did you mean 'tlm'?");
}

TEST_CASE("a cache that cannot be written to is reported") {
  BuildOptions options;
  options.cache_folder = "/proc/rexa";
  const auto object = build_plugin({{"engine.cpp", ""}}, "vm", options);
  REQUIRE_FALSE(object);
  CHECK(object.diagnostics()[0].code == "cache-unusable");
}

TEST_CASE("vectors are deterministic and depend on the seed") {
  const Machine machine = load("tiny");
  const auto once = emit_vectors(machine), again = emit_vectors(machine);
  REQUIRE(once);
  CHECK(*once == *again);
  VectorOptions other;
  other.seed = 2;
  const auto different = emit_vectors(machine, other);
  REQUIRE(different);
  CHECK(*once != *different);
  const std::string& json = once->at("tiny.vectors.json");
  CHECK(json.find("\"instruction\":\"add\"") != std::string::npos);
  CHECK(json.find("\"trap\":\"data_underflow\"") != std::string::npos);
}
