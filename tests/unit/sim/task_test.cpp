// Tasks on the oracle: every word of the set, the order in which tasks run, traps, exceptions, frames kept apart.
// The engines made of the same semantics must give the same records, however their run is cut into pieces.
#include <catch2/catch.hpp>
#include <map>

#include "sim/eval_engine.hpp"
#include "sim/lockstep.hpp"
#include "sim/program.hpp"
#include "sim/system_image.hpp"

using namespace rexa;

namespace {

const Machine& machine(const std::string& config) {
  static std::map<std::string, Machine> machines;
  const auto found = machines.find(config);
  if (found != machines.end()) return found->second;
  auto loaded = load_machine(REXA_SOURCE_DIR "/tests/data/" + config + ".json", {});
  INFO(format(loaded.diagnostics()));
  REQUIRE(loaded);
  return machines.emplace(config, *loaded).first->second;
}

// Built once for each configuration.
Engine& engine(const std::string& name, const std::string& config) {
  static std::map<std::string, std::unique_ptr<Engine>> engines;
  std::unique_ptr<Engine>& found = engines[name + " " + config];
  if (!found) {
    auto made = make_engine(name, machine(config));
    INFO(format(made.diagnostics()));
    REQUIRE(made);
    found = std::move(*made);
  }
  return *found;
}

// Another engine in pieces of `piece` steps, as one.
class InPieces : public Engine {
 public:
  InPieces(Engine& engine, std::uint64_t piece) : engine_(engine), piece_(piece) {}
  const std::string& name() const override { return engine_.name(); }
  bool counts_cycles() const override { return engine_.counts_cycles(); }
  void load(const Program& program, IoWorld& io) override { engine_.load(program, io); }
  std::uint64_t run(std::uint64_t max_steps, RexaRecord* records) override {
    std::uint64_t done = 0;
    while (done < max_steps) {
      const std::uint64_t steps = engine_.run(std::min(piece_, max_steps - done), records + done);
      if (steps == 0) break;
      done += steps;
    }
    return done;
  }
  void inspect(RexaState& state) override { engine_.inspect(state); }
  bool trace(const std::string&, std::uint64_t, std::uint64_t) override { return false; }

 private:
  Engine& engine_;
  std::uint64_t piece_;
};

struct Code {
  const char* name;
  std::int64_t operand = 0;
};
Code lit(std::int64_t value) { return {"literal_short", value}; }

class Bench {
 public:
  explicit Bench(const std::string& config = "task4")
      : config_(config), machine_(machine(config)), image_(machine_), engine_(machine_) {}

  // A program of one frame.
  Bench& text(const std::string& source, int priority = 1) {
    auto program = compile_program(machine_, "test.rexa", source);
    INFO(source << "\n" << format(program.diagnostics()));
    REQUIRE(program);
    program_ = *program;
    program_.system[machine_.system_cell("tasks", 0, "status").value()] = 1u | static_cast<std::uint32_t>(priority) << 3;
    return *this;
  }

  // Instructions at an address, without a compiler.
  Bench& code(std::uint32_t at, const std::vector<Code>& list) {
    for (const Code& one : list) at = append(at, one);
    return *this;
  }
  SystemImage& image() { return image_; }
  Bench& start(int task = 0) {
    image_.run(task);
    image_.install(program_);
    return *this;
  }

  Bench& run(std::uint64_t steps = 200000) {
    IoWorld io;
    engine_.load(program_, io);
    records.resize(steps);
    records.resize(run_in_world(engine_, io, steps, records.data()));
    engine_.inspect(state);
    output = io.output();
    compare("vm", steps, 1u << 20);
    compare("vm", steps, 7);
    return *this;
  }

  std::uint32_t field(const std::string& table, int record, const std::string& name) const {
    return state.system[machine_.system_cell(table, record, name).value()];
  }
  std::uint32_t reg(const std::string& name) const {
    return state.registers[static_cast<std::size_t>(machine_.register_index(name))];
  }
  std::vector<std::uint32_t> stack() const { return {state.stack[0], state.stack[0] + state.depth[0]}; }
  int trap(const std::string& name) const {
    for (const Trap& candidate : machine_.traps) {
      if (candidate.name == name) return candidate.code;
    }
    return -1;
  }
  const std::string& name_of(const RexaRecord& record) const {
    static const std::string kNone = "none";
    return record.op == REXA_NO_OP ? kNone : machine_.operation(record.op).name;
  }
  // Of the instruction that a task ended with.
  int trap_of_task(int task) const {
    for (const RexaRecord& record : records) {
      if (record.trap != 0 && record.task == task) return record.trap;
    }
    return 0;
  }

  std::vector<RexaRecord> records;
  RexaState state{};
  std::string output;

 private:
  // The same program on another engine of the same machine.
  void compare(const std::string& name, std::uint64_t steps, std::uint64_t piece) {
    InPieces other(engine(name, config_), piece);
    LockstepOptions options;
    options.max_steps = steps;
    const LockstepResult result = run_lockstep(program_, {&engine_, &other}, options);
    if (!result.difference) return;
    UNSCOPED_INFO(name << " in pieces of " << piece << ", record " << result.difference->index);
    for (const FieldDifference& field : result.difference->fields)
      UNSCOPED_INFO(field.name << ": " << field.left << " and " << field.right);
    FAIL("other records");
  }

  std::uint32_t append(std::uint32_t at, const Code& code) {
    for (const Instruction& instruction : machine_.instructions) {
      if (instruction.name != code.name) continue;
      const Format& format = machine_.formats[static_cast<std::size_t>(instruction.format)];
      const std::uint32_t mask = (1u << format.imm_bits) - 1;
      const std::uint32_t word = instruction.base | (static_cast<std::uint32_t>(code.operand) & mask);
      program_.code.resize(std::max<std::size_t>(program_.code.size(), at + static_cast<std::size_t>(format.bytes)));
      for (int i = format.bytes; i-- > 0;) program_.code[at++] = static_cast<std::uint8_t>(word >> (8 * i));
      return at;
    }
    FAIL("no instruction " << code.name);
    return at;
  }

  std::string config_;
  const Machine& machine_;
  SystemImage image_;
  EvalEngine engine_;
  Program program_;
};

std::string output(const std::string& text, int priority = 1) {
  Bench bench;
  bench.text(text, priority).run();
  INFO(text);
  CHECK(bench.state.status == REXA_HALTED);
  return bench.output;
}

// The trap that stops a machine with one task.
std::string trap_of(const std::string& text) {
  Bench bench;
  bench.text(text).run();
  INFO(text);
  CHECK(bench.state.status == REXA_TRAPPED);
  for (const Trap& trap : machine("task4").traps) {
    if (trap.code == bench.state.trap) return trap.name;
  }
  return "";
}

constexpr std::uint32_t kLibrary = 0, kFirst = 16, kSecond = 64;

// The library's gate, and two frames: the first may call the word at the start of the second, export 3.
Bench& two_frames(Bench& bench, const std::vector<Code>& first, const std::vector<Code>& second) {
  bench.code(kLibrary, {{"return_frame"}, {"nop"}, {"nop"}, {"nop"}, {"nop"}, {"nop"}});
  bench.code(kFirst, first).code(kSecond, second);
  SystemImage& image = bench.image();
  image.machine_register("shared_span") = 5;
  image.field("system", 0, "gate") = kLibrary;
  image.frame(0, kFirst, 40, 0, 8);
  image.frame(1, kSecond, 40, 8, 8);
  image.field("exports", 3, "frame") = 2;
  image.field("exports", 3, "pc") = kSecond;
  image.task(0, 0, kFirst, 1);
  return bench.start().run(1000);
}

}  // namespace

TEST_CASE("tasks of equal priority take turns", "[task]") {
  CHECK(output(": a 3 0 do 97 emit yield loop ; : b 3 0 do 98 emit yield loop ; "
               "$ a 1 task drop $ b 1 task drop 3 0 do 109 emit yield loop end") == "mabmabmab");
}

TEST_CASE("a task that does not yield is switched after its slice", "[task]") {
  Bench bench;
  bench.text(": busy 300 0 do loop ; $ busy 1 task drop busy end").run();
  CHECK(bench.state.status == REXA_HALTED);
  std::vector<std::uint64_t> slices;
  std::uint64_t instructions = 0;
  bool two = false;
  for (const RexaRecord& record : bench.records) {
    const std::string& name = bench.name_of(record);
    if (name == "switch") {
      slices.push_back(instructions);
      instructions = 0;
    } else if (name != "end" && two) {
      ++instructions;
    }
    // The instruction that makes the second task is the first that counts.
    if (name == "create_task") instructions = 1, two = true;
  }
  REQUIRE(slices.size() >= 3);
  CHECK(slices[0] == 256);
  CHECK(slices[1] == 256);
  CHECK(bench.reg("alive") == 1);
}

TEST_CASE("the most urgent ready task runs", "[task]") {
  CHECK(output(": low 76 emit ; $ low 0 task drop 77 emit yield 77 emit yield 77 emit 5 sleep 69 emit end") == "MMMLE");
  CHECK(output(": a 65 emit ; : b 66 emit ; : c 67 emit ; $ a 1 task drop $ b 3 task drop $ c 2 task drop 9 sleep end", 5) ==
        "BCA");
  SECTION("no task makes a more urgent one than itself") {
    CHECK(output(": a 65 emit ; $ a 9 task drop 66 emit yield 67 emit end") == "BAC");
    CHECK(output(": a 65 emit ; $ a -1 task drop 66 emit yield 67 emit end") == "BAC");
  }
}

TEST_CASE("sleeping takes as long as asked", "[task]") {
  CHECK(output("1 inp 20 sleep 1 inp swap - . end") == "20 ");
  CHECK(output("1 inp 0 sleep 1 inp swap - . end") == "0 ");
  CHECK(output(": a 3 sleep 65 emit ; : b 1 sleep 66 emit ; $ a 1 task drop $ b 1 task drop 2 sleep 67 emit 5 sleep end") ==
        "BCA");
}

TEST_CASE("an idle machine asks again until a task is ready", "[task]") {
  Bench bench;
  bench.text("2 sleep end").run();
  CHECK(bench.state.status == REXA_HALTED);
  std::size_t idle = 0;
  for (const RexaRecord& record : bench.records) {
    if (bench.name_of(record) != "switch" || record.next_pc != record.pc || record.top[0][0] != 0) continue;
    CHECK(record.insn == 0);
    CHECK(record.port == 1);
    ++idle;
  }
  CHECK(idle > 1900);
}

TEST_CASE("await waits for a cell to have a value", "[task]") {
  CHECK(output("var v : w 1 v await 87 emit ; $ w 1 task drop yield 65 emit 1 v ! 66 emit yield 67 emit end") == "ABWC");
  CHECK(output("var v 0 v await 65 emit end") == "A");
  CHECK(trap_of("1 1 await end") == "misaligned");
  CHECK(trap_of("1 -2 await end") == "bad_address");
}

TEST_CASE("messages", "[task]") {
  SECTION("there and back") {
    CHECK(output(": echo receive swap 1+ swap send ; $ echo 1 task 41 swap send receive . . end") == "1 42 ");
  }
  SECTION("in order, from one's own mailbox too") {
    CHECK(output("5 me send 6 me send receive drop . receive drop . 7 me send receive drop . end") == "5 6 7 ");
  }
  SECTION("a full mailbox holds the sender up") {
    CHECK(output(": sink 8 sleep 6 0 do receive drop . loop ; $ sink 1 task >r"
                 " 6 0 do i r@ send 46 emit loop 33 emit 20 sleep end") == "....0 1 2 3 ..!4 5 ");
  }
  SECTION("to nobody") {
    CHECK(trap_of("1 2 send end") == "bad_task");
    CHECK(trap_of("1 4 send end") == "bad_task");
    CHECK(trap_of("1 -1 send end") == "bad_task");
  }
}

TEST_CASE("tasks end up in the lowest free slot", "[task]") {
  CHECK(output(": w 1 sleep ; $ w 1 task . $ w 1 task . $ w 1 task . 5 sleep $ w 1 task . me . end") == "1 2 3 1 0 ");
}

TEST_CASE("too many tasks", "[task]") {
  Bench bench;
  bench.text(": w 100 sleep ; 4 0 do $ w 0 task . loop end").run(5000);
  CHECK(bench.trap_of_task(0) == bench.trap("task_limit"));
  CHECK(bench.state.status == REXA_RUNNING);
  CHECK(bench.reg("alive") == 3);
  CHECK(bench.field("tasks", 0, "trap") == static_cast<std::uint32_t>(bench.trap("task_limit")));
}

TEST_CASE("a trap ends its task alone and is told to the handler", "[task]") {
  Bench bench;
  bench.text("traps : bad 0 1 swap / ; $ bad 1 task drop receive . . 65 emit end").run();
  CHECK(bench.output == "1 9 A");
  CHECK(bench.state.status == REXA_HALTED);
  CHECK(bench.trap_of_task(1) == bench.trap("div_zero"));
  CHECK(bench.field("tasks", 1, "trap") == 9);
  CHECK((bench.field("tasks", 1, "status") & 7) == 0);
  SECTION("nobody handles it") {
    CHECK(output(": bad 0 1 swap / ; $ bad 1 task drop yield 65 emit end") == "A");
  }
  SECTION("a handler that does not receive keeps as many as its mailbox holds") {
    CHECK(output("traps : bad 1 0 / ; 6 0 do $ bad 1 task drop yield loop 4 0 do receive drop . loop 65 emit end") ==
          "9 9 9 9 A");
  }
  SECTION("a handler that has ended is told nothing, and nor is who gets its place") {
    CHECK(output(": handler traps ; : next receive . . 66 emit ; : bad 1 0 / ; $ handler 1 task . yield $ next 1 task . "
                 "$ bad 1 task drop yield yield 7 1 send yield 65 emit end") == "1 1 0 7 BA");
  }
  SECTION("an end is not told") { CHECK(output("traps : good ; $ good 1 task drop yield 65 emit end") == "A"); }
}

TEST_CASE("the last task takes the machine with it", "[task]") {
  Bench bench;
  bench.text(": last 5 sleep 1 0 / ; $ last 1 task drop end").run();
  CHECK(bench.state.status == REXA_TRAPPED);
  CHECK(bench.state.trap == bench.trap("div_zero"));
  CHECK(bench.reg("task") == 1);
}

TEST_CASE("exceptions", "[task]") {
  CHECK(output(": h 3 ; $ h catch . . end") == "0 3 ");
  CHECK(output(": f 7 throw 8 ; $ f catch . end") == "7 ");
  CHECK(output(": f 0 throw 8 ; $ f catch . . end") == "0 8 ");
  CHECK(output(": d dup 0= if 5 throw endif / ; 10 0 $ d catch . . . 10 2 $ d catch . . end") == "5 0 10 0 5 ");
  SECTION("the stack gets its depth back") {
    CHECK(output(": eat drop drop 5 throw ; 1 2 $ eat catch . . . depth . end") == "5 0 0 0 ");
    CHECK(output(": many 1 2 3 4 5 throw ; 9 $ many catch . . depth . end") == "5 9 0 ");
  }
  SECTION("nested") {
    CHECK(output(": in 4 throw ; : mid $ in catch 1+ throw ; $ mid catch . end") == "5 ");
    CHECK(output(": in 4 throw ; : mid $ in catch . 65 emit ; $ mid catch . end") == "4 A0 ");
    CHECK(output(": a ; : in 4 throw ; : mid $ a catch . $ in catch . 6 throw ; $ mid catch . end") == "0 4 6 ");
  }
  SECTION("loops") {
    CHECK(output(": l 5 0 do i 2 = if 9 throw endif loop ; $ l catch . 3 0 do i . loop end") == "9 0 1 2 ");
    CHECK(output(": l 9 throw ; 3 0 do $ l catch . i . loop end") == "9 0 9 1 9 2 ");
  }
  SECTION("per task") {
    CHECK(output(": t 3 throw ; : w $ t catch . ; : y yield 4 throw ; $ w 1 task drop $ y catch . end") == "3 4 ");
  }
  CHECK(trap_of("5 throw end") == "uncaught");
  CHECK(trap_of(": r $ r catch ; r end") == "control_overflow");
  CHECK(trap_of(": cut r> r> drop drop 5 throw ; $ cut catch end") == "return_underflow");
}

TEST_CASE("calls into another frame and back", "[task]") {
  Bench bench;
  two_frames(bench, {lit(5), {"call_frame", 3}, {"number_base"}, {"halt"}},
             {{"increment"}, {"number_base"}, {"entry"}, {"drop"}, {"return"}});
  CHECK(bench.state.status == REXA_HALTED);
  CHECK(bench.stack() == std::vector<std::uint32_t>{6, 8, 0});
  CHECK(bench.reg("frame") == 0);
  CHECK(bench.field("tasks", 0, "control") == 0);
}

TEST_CASE("an exception leaves the frame in which it is thrown", "[task]") {
  Bench bench;
  // catch# xt is 0 here; the second frame throws 7.
  two_frames(bench, {lit(0), {"catch"}, {"caught"}, {"question_dup"}, {"branch_nonzero", 6}, {"call_frame", 3}, {"halt"}, {"nop"}, {"number_base"}, {"halt"}},
             {lit(1), lit(7), {"throw"}});
  INFO(int(bench.state.trap));
  CHECK(bench.state.status == REXA_HALTED);
  CHECK(bench.reg("frame") == 0);
  CHECK(bench.field("tasks", 0, "control") == 0);
  CHECK(bench.field("tasks", 0, "handler") == 0);
  CHECK(bench.stack() == std::vector<std::uint32_t>{7, 0});
}

TEST_CASE("what a frame may not do", "[task]") {
  const auto trap = [](const std::vector<Code>& first, const std::vector<Code>& second = {{"return"}}) {
    Bench bench;
    two_frames(bench, first, second);
    CHECK(bench.state.status == REXA_TRAPPED);
    for (const Trap& candidate : machine("task4").traps) {
      if (candidate.code == bench.state.trap) return candidate.name;
    }
    return std::string();
  };
  SECTION("reach other code") {
    CHECK(trap({{"jump_far", kSecond}}) == "bad_pc");
    CHECK(trap({{"jump_far", kFirst - 1}}) == "bad_pc");
    CHECK(trap({{"jump_far", kFirst + 37}}) == "bad_pc");
    CHECK(trap({{"jump_far", 5}}) == "bad_pc");
    CHECK(trap({{"jump_far", kLibrary + 2}}) == "bad_pc");  // through the library's end
  }
  SECTION("reach other data") {
    CHECK(trap({lit(8), {"fetch"}}) == "bad_address");
    CHECK(trap({lit(6), {"fetch"}, lit(6), {"double_fetch"}}) == "bad_address");
    CHECK(trap({lit(1), lit(8), {"store"}}) == "bad_address");
    CHECK(trap({lit(-2), {"double_fetch"}}) == "bad_address");
    CHECK(trap({lit(8), {"byte_fetch"}}) == "bad_address");
    CHECK(trap({lit(4096), {"fetch"}}) == "bad_address");
    CHECK(trap({lit(4160), {"byte_fetch"}}) == "bad_address");
    CHECK(trap({lit(4672), {"fetch"}}) == "bad_address");
    CHECK(trap({{"call_frame", 3}}, {lit(6), {"fetch"}}) == "bad_address");
  }
  SECTION("leave a frame but through the gate") {
    CHECK(trap({{"return_frame"}}) == "bad_control");
    CHECK(trap({lit(0), {"catch"}, {"return_frame"}}) == "bad_control");
    CHECK(trap({{"uncatch"}}) == "bad_control");
    CHECK(trap({{"call_frame", 3}}, {{"uncatch"}}) == "bad_control");
    CHECK(trap({lit(0), {"catch"}, {"call_frame", 3}}, {{"uncatch"}}) == "bad_control");
    CHECK(trap({{"call_frame", 3}}, {{"r_from"}, {"drop"}, lit(kFirst), {"execute"}}) == "bad_pc");
    CHECK(trap({{"call", 0}, {"call_frame", 3}}, {{"return"}}) == "return_overflow");
    CHECK(trap({{"call_frame", 2}}) == "no_word");
    CHECK(trap({{"call_frame", 3}}, {{"call_frame", 3}}) == "control_overflow");
  }
}

TEST_CASE("host data is within reach of every frame, by its width", "[task]") {
  Bench bench;
  two_frames(bench,
             {lit(11), lit(4160), {"store"}, lit(4160), {"fetch"}, lit(12), lit(4672), {"byte_store"}, lit(4672), {"byte_fetch"},
              lit(4096), {"double_fetch"}, {"halt"}},
             {{"return"}});
  CHECK(bench.state.status == REXA_HALTED);
  CHECK(bench.stack() == std::vector<std::uint32_t>{11, 12, 0, 0});
  CHECK(bench.state.data_bytes == 4736);
}

TEST_CASE("the same on 32-bit cells", "[task]") {
  Bench bench("task_wide");
  bench.text("traps : bad 1 0 / ; $ bad 1 task drop receive . . : f 7 throw ; $ f catch . 70000 . 3 sleep end").run();
  CHECK(bench.output == "1 9 7 70000 ");
  CHECK(bench.state.status == REXA_HALTED);
}
