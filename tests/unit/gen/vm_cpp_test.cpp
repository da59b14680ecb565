#include "gen/vm_cpp.hpp"

#include <catch2/catch.hpp>

#include "gen/decode_table.hpp"
#include "gen/host_calls.hpp"
#include "gen/systemc.hpp"

using namespace rexa;

namespace {

Machine load(const std::string& name) {
  auto machine = load_machine(REXA_SOURCE_DIR "/configs/" + name + ".json", {});
  INFO(format(machine.diagnostics()));
  REQUIRE(machine);
  return *machine;
}

// The text between a label of the run loop and the end of its block.
std::string block_of(const std::string& core, const std::string& op) {
  const std::size_t from = core.find("REXA_OP(" + op + ")");
  REQUIRE(from != std::string::npos);
  return core.substr(from, core.find("\n    }\n", from) - from);
}

}  // namespace

TEST_CASE("the core reads like the specification") {
  const auto files = emit_vm(load("default"));
  REQUIRE(files);
  CHECK(files->contains("vm/machine.hpp"));
  CHECK(files->contains("vm/dispatch.hpp"));
  const std::string& core = files->at("rexa_vm_core.hpp");
  CHECK(core.find("// +   ( a b -- c )   10001110\n    //   c = a + b\n    //   rexa.json:") !=
        std::string::npos);
  CHECK(block_of(core, "kAdd") ==
        "REXA_OP(kAdd) {\n"
        "      REXA_STACK_TRAP_IF(data_depth < 2, kDataUnderflow, Op::kAdd, 1);\n"
        "      const uint32_t s1 = REXA_BELOW(1);\n"
        "      top = Cell(s1 + top);\n"
        "      data_depth -= 1;\n"
        "      REXA_RETIRE(kAdd, 0, 1, REXA_NEXT_PC(1), false);");
}

TEST_CASE("calls of host functions share a body in small code when they do what it does") {
  const Machine machine = load("wide");
  const auto calls = find_host_calls(machine);
  REQUIRE(calls);
  CHECK(machine.operation(calls->first).name == "host_0_0");
  CHECK(calls->count == 15);
  CHECK(calls->first_port == "imm << 3");
  const auto last = static_cast<std::size_t>(calls->first + calls->count - 1);
  const std::string core = emit_vm(machine)->at("rexa_vm_core.hpp");
  CHECK(core.find("case Op::kHost42:") != std::string::npos);

  Machine other = machine;  // arguments in another order
  std::swap(other.instructions[last].ir.blocks[0].actions[0].value, other.instructions[last].ir.blocks[0].actions[1].value);
  CHECK_FALSE(find_host_calls(other));
  CHECK(emit_vm(other)->at("rexa_vm_core.hpp").find("case Op::kHost42:") == std::string::npos);
  other = machine;  // results in another order
  std::swap(other.instructions[last].ir.paths[0].outputs[0][0], other.instructions[last].ir.paths[0].outputs[0][1]);
  CHECK_FALSE(find_host_calls(other));
  other = machine;  // one more effect
  other.instructions[last].ir.paths[0].reschedule = true;
  CHECK_FALSE(find_host_calls(other));
  other = machine;
  other.instructions.erase(other.instructions.begin() + static_cast<std::ptrdiff_t>(last));
  CHECK_FALSE(find_host_calls(other));
}

TEST_CASE("small code keeps loops") {
  const std::string core = emit_vm(load("wide"))->at("rexa_vm_core.hpp");
  const std::size_t from = core.find("REXA_SYSTEM_OP(kSwitch)");
  REQUIRE(from != std::string::npos);
  const std::string block = core.substr(from, core.find("#else", from) - from);
  CHECK(block.find("for (uint32_t x0 = 1; x0 < 17; ++x0) {") != std::string::npos);
}

TEST_CASE("emission is deterministic and names no host") {
  const Machine machine = load("wide");
  const auto once = emit_vm_engine(machine), again = emit_vm_engine(machine);
  REQUIRE(once);
  CHECK(*once == *again);
  CHECK(once->at("rexa_vm_core.hpp").find(REXA_SOURCE_DIR) == std::string::npos);
}

TEST_CASE("the decoder knows every encoding of every instruction and no other") {
  const Machine machine = load("default");
  const auto table = make_decode_table(machine);
  REQUIRE(table);
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      int found = table->first[static_cast<std::size_t>(first)];
      if (found >= DecodeTable::kPage)
        found = table->pages[static_cast<std::size_t>(found - DecodeTable::kPage)]
                    .second[static_cast<std::size_t>(second)];
      int expected = -1;
      for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
        const Instruction& instruction = machine.instructions[op];
        const Format& format = machine.formats[static_cast<std::size_t>(instruction.format)];
        std::uint64_t word = static_cast<std::uint64_t>(first) << 24 | static_cast<std::uint64_t>(second) << 16;
        word >>= 32 - 8 * format.bytes;
        const std::uint64_t opcode_mask = ~((std::uint64_t{1} << format.imm_bits) - 1);
        if ((word & opcode_mask) == instruction.base) expected = static_cast<int>(op);
      }
      if (found != expected) FAIL("bytes " << first << " " << second << ": " << found << " not " << expected);
    }
  }
}

TEST_CASE("opcode bits beyond the second byte are refused") {
  Machine machine = load("tiny");
  machine.formats.push_back({"deep", "110110000000000000000ooo", ImmKind::kNone, 3, 0, 3});
  machine.instructions.back().format = static_cast<int>(machine.formats.size()) - 1;
  machine.instructions.back().base = 0xd80001;
  const auto files = emit_vm(machine);
  REQUIRE_FALSE(files);
  CHECK(files.diagnostics()[0].code == "encoding-too-deep");
}

TEST_CASE("the machine's own traps must be declared") {
  Machine machine = load("tiny");
  std::erase_if(machine.traps, [](const Trap& trap) { return trap.name == "illegal"; });
  const auto files = emit_vm(machine);
  REQUIRE_FALSE(files);
  CHECK(files.diagnostics()[0].code == "missing-trap");
}

TEST_CASE("a cycle table of another machine is refused") {
  const Machine machine = load("tiny");
  CycleTable table;
  const auto none = emit_systemc(machine, table);
  REQUIRE_FALSE(none);
  CHECK(none.diagnostics()[0].code == "cycle-table-mismatch");
  for (const Instruction& instruction : machine.instructions)
    table.instructions.push_back({std::vector<int>(instruction.ir.paths.size(), 1), {}});
  const auto no_traps = emit_systemc(machine, table);
  REQUIRE_FALSE(no_traps);
  CHECK(no_traps.diagnostics()[0].code == "cycle-table-mismatch");
}

TEST_CASE("fetch stalls") {
  // Two bytes come with every clock; one word is read ahead.
  CHECK(fetch_stalls(1, false, true) == 0);
  CHECK(fetch_stalls(1, true, true) == 0);
  CHECK(fetch_stalls(2, false, true) == 0);
  CHECK(fetch_stalls(2, true, true) == 1);
  CHECK(fetch_stalls(2, true, false) == 0);
  CHECK(fetch_stalls(4, false, false) == 1);
  CHECK(fetch_stalls(4, true, false) == 1);
  CHECK(fetch_stalls(4, true, true) == 2);
}
