// The oracle, instruction by instruction: results, records, every kind of trap.
#include <catch2/catch.hpp>
#include <cstring>

#include "sim/eval_engine.hpp"
#include "sim/task_image.hpp"

using namespace rexa;

namespace {

const Machine& machine(const std::string& config) {
  static std::map<std::string, Machine> machines;
  const auto found = machines.find(config);
  if (found != machines.end()) return found->second;
  auto loaded = load_machine(REXA_SOURCE_DIR "/configs/" + config + ".json", {});
  INFO(format(loaded.diagnostics()));
  REQUIRE(loaded);
  return machines.emplace(config, *loaded).first->second;
}

struct Code {
  const char* name;
  std::int64_t operand = 0;
};

class Bench {
 public:
  explicit Bench(const std::string& config = "default", std::string input = "")
      : machine_(machine(config)), engine_(machine_), io_(std::move(input)) {}

  Bench& code(const std::vector<Code>& list) {
    for (const Code& code : list) append(code);
    return *this;
  }
  Bench& bytes(std::vector<std::uint8_t> list) {
    program_.code.insert(program_.code.end(), list.begin(), list.end());
    return *this;
  }
  Bench& data(std::vector<std::uint8_t> list) {
    program_.data = std::move(list);
    return *this;
  }
  Bench& entry(std::uint32_t pc) {
    program_.entry = pc;
    return *this;
  }
  // Runs to the end, at most 1000 steps.
  Bench& run() {
    start_whole_machine(machine_, program_);
    engine_.load(program_, io_);
    records.resize(1000);
    records.resize(engine_.run(1000, records.data()));
    engine_.inspect(state);
    return *this;
  }

  const RexaRecord& last() const { return records.back(); }
  std::vector<std::uint32_t> stack(int which = 0) const {
    return {state.stack[which], state.stack[which] + state.depth[which]};
  }
  const std::string& output() const { return io_.output(); }
  int trap(const char* name) const {
    for (const Trap& candidate : machine_.traps) {
      if (candidate.name == name) return candidate.code;
    }
    return -1;
  }

  std::vector<RexaRecord> records;
  RexaState state{};

 private:
  void append(const Code& code) {
    for (const Instruction& instruction : machine_.instructions) {
      if (instruction.name != code.name) continue;
      const Format& format = machine_.formats[static_cast<std::size_t>(instruction.format)];
      const std::uint32_t mask = (1u << format.imm_bits) - 1;
      const std::uint32_t word = instruction.base | (static_cast<std::uint32_t>(code.operand) & mask);
      for (int i = format.bytes; i-- > 0;) program_.code.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
      return;
    }
    FAIL("no instruction " << code.name);
  }

  const Machine& machine_;
  EvalEngine engine_;
  IoWorld io_;
  Program program_;
};

using Stack = std::vector<std::uint32_t>;

Code lit(std::int64_t value) { return {"literal_short", value}; }

}  // namespace

TEST_CASE("literals, arithmetic, halt", "[eval]") {
  Bench bench;
  bench.code({lit(-3), lit(5), {"add"}, {"literal_long", 0x12345}, {"halt"}}).run();
  CHECK(bench.state.status == REXA_HALTED);
  CHECK(bench.stack() == Stack{2, 0x2345});
  CHECK(bench.state.retired == 5);
  REQUIRE(bench.records.size() == 5);
  const RexaRecord& add = bench.records[2];
  CHECK(add.pc == 4);
  CHECK(add.next_pc == 5);
  CHECK(add.insn >> 24 == (0x80u | 14));
  CHECK((add.insn & 0xFFFFFF) == 0);
  CHECK(add.depth[0] == 1);
  CHECK(add.top[0][0] == 2);
  CHECK(add.top[0][1] == 0);
  CHECK(machine("default").instructions[add.op].name == "add");
  CHECK(bench.last().halted == 1);
  CHECK(bench.last().next_pc == bench.last().pc + 1);
  CHECK(bench.last().cycle == 0);
}

TEST_CASE("cells are as wide as configured", "[eval]") {
  Bench narrow("default"), wide("wide");
  narrow.code({lit(-1), {"halt"}}).run();
  CHECK(narrow.stack() == Stack{0xFFFF});
  wide.code({lit(-1), {"literal_short", 0x12}, {"literal_extend", 0x34}, {"halt"}}).run();
  CHECK(wide.stack() == Stack{0xFFFFFFFF, 0x1234});
}

TEST_CASE("jumps, calls and returns", "[eval]") {
  Bench bench;
  // 0: branch +5 -> 5; 2: lit 7; 4: return; 5: call -3 -> 2; 7: halt
  bench.code({{"jump", 5}, lit(7), {"return"}, {"call", -3}, {"halt"}}).run();
  CHECK(bench.stack() == Stack{7});
  REQUIRE(bench.records.size() == 5);
  CHECK(bench.records[0].next_pc == 5);
  CHECK(bench.records[1].next_pc == 2);
  CHECK(bench.records[1].depth[1] == 1);
  CHECK(bench.records[1].top[1][0] == 7);
  CHECK(bench.records[3].next_pc == 7);
  CHECK(bench.records[3].depth[1] == 0);
}

TEST_CASE("a target wraps to the cell", "[eval]") {
  Bench bench;
  bench.code({{"jump", -2}}).run();
  CHECK(bench.records[0].next_pc == 0xFFFE);
  CHECK(bench.last().trap == bench.trap("bad_pc"));
  CHECK(bench.last().pc == 0xFFFE);
  CHECK(bench.last().op == REXA_NO_OP);
  Bench wide("wide");
  wide.code({{"jump", -2}}).run();
  CHECK(wide.last().pc == 0xFFFFFFFE);
}

TEST_CASE("counted loops drop the loop stack at their end", "[eval]") {
  Bench bench;
  bench.code({lit(0), lit(3), lit(0), {"two_to_f"}, {"f_fetch"}, {"add"}, {"loop", -2}, {"halt"}}).run();
  CHECK(bench.stack() == Stack{0 + 0 + 1 + 2});
  CHECK(bench.state.depth[2] == 0);
}

TEST_CASE("memory: little-endian, records of writes", "[eval]") {
  Bench bench;
  bench.data({1, 2, 3, 4, 0xFE, 0xFF})
      .code({lit(2),
             {"fetch"},
             lit(5),
             {"byte_fetch"},
             lit(4),
             {"short_fetch"},
             lit(0x1234),
             lit(8),
             {"store"},
             lit(-1),
             lit(11),
             {"byte_store"},
             lit(1),
             lit(2),
             lit(12),
             {"double_store"},
             {"halt"}})
      .run();
  CHECK(bench.stack() == Stack{0x0403, 0xFF, 0xFFFE});
  CHECK(bench.state.data[8] == 0x34);
  CHECK(bench.state.data[9] == 0x12);
  CHECK(bench.state.data[11] == 0xFF);
  const RexaRecord& store = bench.records[8];
  CHECK((store.mem_addr == 8 && store.mem_bytes == 2 && store.mem_data == 0x1234));
  const RexaRecord& byte = bench.records[11];
  CHECK((byte.mem_addr == 11 && byte.mem_bytes == 1 && byte.mem_data == 0xFF));
  const RexaRecord& pair = bench.records[15];
  CHECK((pair.mem_addr == 12 && pair.mem_bytes == 4 && pair.mem_data == 0x00020001));
  CHECK(bench.records[9].mem_bytes == 0);
}

TEST_CASE("traps change nothing", "[eval]") {
  const auto traps = [](const std::vector<Code>& code, const char* name,
                        const std::string& config = "default") {
    Bench bench(config);
    bench.code(code).run();
    INFO(name << " after " << bench.records.size() << " records");
    CHECK(bench.state.status == REXA_TRAPPED);
    CHECK(bench.last().trap == bench.trap(name));
    CHECK(bench.state.trap == bench.trap(name));
    CHECK(bench.last().next_pc == bench.last().pc);
    CHECK(bench.state.pc == bench.last().pc);
    CHECK(bench.last().mem_bytes == 0);
    CHECK(bench.last().op != REXA_NO_OP);
    CHECK(bench.state.retired + 1 == bench.records.size());
    CHECK(bench.last().depth[0] == bench.state.depth[0]);
  };
  traps({lit(1), {"add"}}, "data_underflow");
  traps({{"return"}}, "return_underflow");
  traps({{"loop", 0}}, "loop_underflow");
  traps({lit(1), lit(0), {"div"}}, "div_zero");
  traps({lit(3), {"fetch"}}, "misaligned");
  traps({lit(4095), {"fetch"}}, "misaligned");
  traps({lit(4096), {"fetch"}}, "bad_address");
  traps({lit(-2), {"fetch"}}, "bad_address");
  traps({lit(4096), {"byte_fetch"}}, "bad_address");
  traps({lit(1), lit(2), lit(4094), {"double_store"}}, "bad_address");
  traps({lit(1), lit(2), lit(4093), {"double_store"}}, "misaligned");
  traps({lit(0), {"pick"}}, "data_underflow");
  traps({lit(1), lit(2), {"pick"}}, "data_underflow");
  traps({lit(2), {"fetch"}}, "misaligned", "wide");
  traps({lit(1), lit(1), {"short_store"}}, "misaligned", "wide");
  traps({lit(1), {"jump", -2}}, "data_overflow");
  traps({lit(1), {"to_r"}, {"jump", -3}}, "return_overflow");
  traps({lit(1), lit(1), {"two_to_f"}, {"jump", -6}}, "loop_overflow");
  // underflow of any stack comes before overflow of any
  traps({lit(1), {"jump", -2}}, "data_overflow", "tiny");
}

TEST_CASE("the last double is in reach", "[eval]") {
  Bench bench;
  bench.code({lit(1), lit(2), lit(4092), {"double_store"}, lit(4092), {"double_fetch"}, {"halt"}}).run();
  CHECK(bench.stack() == Stack{1, 2});
}

TEST_CASE("illegal opcodes and bad_pc", "[eval]") {
  Bench illegal;
  illegal.bytes({0xD7, 0xFF, 0x55, 0x66}).run();
  CHECK(illegal.last().trap == illegal.trap("illegal"));
  CHECK(illegal.last().op == REXA_NO_OP);
  CHECK(illegal.last().insn == 0xD7FF0000);
  Bench end;
  end.entry(8192 - 4).run();  // zeros: lit 0 at 8188, then 8190 is too near the end
  REQUIRE(end.records.size() == 2);
  CHECK(end.last().trap == end.trap("bad_pc"));
  CHECK(end.last().pc == 8190);
  CHECK(end.last().insn == 0);
  Bench absent("tiny");  // what the build leaves out is illegal
  for (const Instruction& instruction : machine("default").instructions) {
    if (instruction.name == "f_fetch") absent.bytes({static_cast<std::uint8_t>(instruction.base)});
  }
  absent.run();
  CHECK(absent.last().trap == absent.trap("illegal"));
}

TEST_CASE("pick and depth see the stack without their inputs", "[eval]") {
  Bench bench;
  bench.code({lit(10), lit(20), lit(2), {"pick"}, {"depth"}, {"halt"}}).run();
  CHECK(bench.stack() == Stack{10, 20, 10, 3});
}

TEST_CASE("ports", "[eval]") {
  Bench bench("default", "A");
  bench.code({lit(0), {"inp"}, {"emit"}, lit(-7), lit(9), {"out"}, lit(9), {"inp"}, {"halt"}}).run();
  CHECK(bench.output() == "A");
  CHECK(bench.stack() == Stack{0xFFF9});
  const RexaRecord& read = bench.records[1];
  CHECK((read.port_kind == 2 && read.port == 0 && read.port_data == 'A'));
  const RexaRecord& write = bench.records[5];
  CHECK((write.port_kind == 1 && write.port == 9 && write.port_data == 0xFFF9));
  CHECK(bench.records[0].port_kind == 0);
}

TEST_CASE("a run can be cut anywhere", "[eval]") {
  Program program;
  IoWorld io;
  start_whole_machine(machine("default"), program);
  EvalEngine engine(machine("default"));
  engine.load(program, io);  // zeros: literals without end
  CHECK(engine.run(3, nullptr) == 3);
  RexaRecord record;
  CHECK(engine.run(1, &record) == 1);
  CHECK(record.pc == 6);
  CHECK(engine.run(100000, nullptr) < 100000);
  CHECK(engine.run(1, nullptr) == 0);
  CHECK(engine.name() == "eval");
}
