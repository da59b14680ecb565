// Several frames as one program: where they lie, how they start, and through a bytecode file and back.
#include <catch2/catch.hpp>

#include "sim/eval_engine.hpp"
#include "sim/lockstep.hpp"
#include "sim/program.hpp"

using namespace rexa;

namespace {

const Machine& tasks() {
  static const Machine machine = [] {
    auto loaded = load_machine(REXA_SOURCE_DIR "/tests/data/task4.json", {});
    INFO(format(loaded.diagnostics()));
    REQUIRE(loaded);
    return *loaded;
  }();
  return machine;
}

std::string run(const Program& program) {
  EvalEngine engine(tasks());
  IoWorld io;
  engine.load(program, io);
  run_in_world(engine, io, 100000, nullptr);
  return io.output();
}

const std::vector<FrameText> kFrames = {{"first.rexa", ":* double 2 * ; 3 0 do i . yield loop", 1},
                                        {"second.rexa", "3 0 do i double . yield loop", 1}};

}  // namespace

TEST_CASE("frames run beside each other and share what they export", "[program]") {
  const auto program = compile_programs(tasks(), kFrames);
  INFO(format(program.diagnostics()));
  REQUIRE(program);
  CHECK(run(*program) == "0 0 1 2 2 4 ");
  const auto one = compile_programs(tasks(), {kFrames[0]});
  const auto alone = compile_program(tasks(), kFrames[0].file, kFrames[0].text);
  REQUIRE((one && alone));
  CHECK(run(*one) == run(*alone));
}

TEST_CASE("a bytecode file keeps what tasks start from", "[program]") {
  const auto program = compile_programs(tasks(), kFrames);
  REQUIRE(program);
  const std::string file = print_bytecode(tasks(), *program);
  const auto back = parse_bytecode(tasks(), "t.json", file);
  INFO(format(back.diagnostics()));
  REQUIRE(back);
  CHECK(back->system == program->system);
  CHECK(back->registers == program->registers);
  CHECK(run(*back) == "0 0 1 2 2 4 ");
  Program wild = *program;
  const int index = tasks().register_index("shared_span");
  wild.registers[static_cast<std::size_t>(index)] = 0xffff;
  const auto refused = parse_bytecode(tasks(), "t.json", print_bytecode(tasks(), wild));
  CHECK_FALSE(refused);
}

TEST_CASE("frames that cannot stand beside each other are explained", "[program]") {
  const auto code = [](const Result<Program>& result) {
    return result ? std::string() : result.diagnostics()[0].code;
  };
  CHECK(code(compile_programs(tasks(), {kFrames[0], kFrames[0]})) == "export-taken");
  CHECK(code(compile_programs(tasks(), {kFrames[1], kFrames[0]})) == "unknown-word");
  const std::vector<FrameText> many(9, FrameText{"loop.rexa", "begin yield again", 1});
  CHECK(code(compile_programs(tasks(), many)) == "tasks-full");
  auto tiny = load_machine(REXA_SOURCE_DIR "/configs/tiny.json", {});
  REQUIRE(tiny);
  CHECK(code(compile_programs(*tiny, kFrames)) == "no-tasks");
}
