// The model of clocks (firmware/qemu/cycle_model) against sequences counted by hand. Those named after a
// section are the manuals' own: ARM DDI 0337 (Cortex-M3) and DDI 0439 (Cortex-M4), 3.3 "Instruction set
// summary" and "Load/store timings". The sequences are assembled here, so that no encoding is written by hand
// either.
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/files.hpp"
#include "firmware/qemu/cycle_model.hpp"
#include "sim/plugin_build.hpp"

using namespace rexa::cycles;

namespace {

constexpr std::uint64_t kLow = 1, kHigh = 3;  // P

struct Step {
  std::uint32_t pc;
  Instruction instruction;
};

// Assembles lines into instructions from address 0 on.
std::vector<Step> assemble(Core core, const std::string& text) {
  const auto folder = std::filesystem::temp_directory_path() / "rexa-cycles-test";
  std::filesystem::create_directories(folder);
  const std::string source = (folder / "a.s").string(), object = (folder / "a.o").string(),
                    binary = (folder / "a.bin").string(), log = (folder / "log").string();
  rexa::write_file(source, ".syntax unified\n.thumb\n" + text + "\n");
  const std::string cpu = core == Core::kCortexM3 ? "-mcpu=cortex-m3" : "-mcpu=cortex-m4";
  REQUIRE(rexa::run_command({"arm-none-eabi-as", cpu, "-mthumb", source, "-o", object}, log) == 0);
  REQUIRE(rexa::run_command({"arm-none-eabi-objcopy", "-O", "binary", "-j", ".text", object, binary}, log) ==
          0);
  const auto bytes = rexa::read_file(binary);
  REQUIRE(bytes);
  std::vector<Step> steps;
  for (std::size_t at = 0; at + 2 <= bytes->size();) {
    std::uint16_t halves[2] = {0, 0};
    std::memcpy(halves, bytes->data() + at, std::min<std::size_t>(4, bytes->size() - at));
    const Instruction instruction = decode(core, halves[0], halves[1]);
    steps.push_back({static_cast<std::uint32_t>(at), instruction});
    at += instruction.bytes;
  }
  return steps;
}

struct Clocks {
  std::uint64_t low, high;
  bool operator==(const Clocks& other) const { return low == other.low && high == other.high; }
};
std::ostream& operator<<(std::ostream& out, const Clocks& clocks) {
  return out << clocks.low << " .. " << clocks.high;
}

// Carries out the instructions in that order (by number), or once each.
Clocks count(Core core, const std::string& text, std::vector<std::size_t> order = {}) {
  const auto steps = assemble(core, text);
  if (order.empty()) {
    for (std::size_t i = 0; i < steps.size(); ++i) order.push_back(i);
  }
  Counter counter(kLow, kHigh);
  for (const std::size_t i : order) {
    REQUIRE(steps.at(i).instruction.known);
    counter.arrive(steps[i].pc);
    counter.add(steps[i].instruction);
  }
  REQUIRE(counter.retired() == order.size());
  return {counter.total().low, counter.total().high};
}

Clocks exactly(std::uint64_t clocks) { return {clocks, clocks}; }

void on_both(const std::string& text, Clocks clocks, const std::vector<std::size_t>& order = {}) {
  INFO(text);
  CHECK(count(Core::kCortexM3, text, order) == clocks);
  CHECK(count(Core::kCortexM4, text, order) == clocks);
}

void on_each(const std::string& text, Clocks m3, Clocks m4) {
  INFO(text);
  CHECK(count(Core::kCortexM3, text) == m3);
  CHECK(count(Core::kCortexM4, text) == m4);
}

}  // namespace

TEST_CASE("load/store timings: the manuals' examples") {
  on_both("ldr r0,[r1]\n ldr r1,[r2]", exactly(3));
  on_both("ldr r0,[r1,r2]\n str r0,[r3,#20]", exactly(3));
  on_both("ldr r0,[r1,r2]\n str r1,[r3,r2]", exactly(3));
  on_both("ldr r0,[r1,r5]\n ldr r1,[r2]\n ldr r2,[r3,#4]", exactly(4));
}

TEST_CASE("load/store timings: the manuals' rules") {
  // "STR Rx,[Ry,#imm] is always one cycle."
  on_both("str r0,[r1,#4]", exactly(1));
  on_both("nop\n str.w r0,[r1,#400]\n nop", exactly(3));
  // The write buffer may be full; even a stalled store takes two.
  on_both("str r0,[r1]\n str r2,[r3]", {2, 3});
  // "Nothing can be pipelined after the store."
  on_both("str r0,[r1,r2]\n ldr r3,[r4]", exactly(4));
  // The result of the load is the next one's address: not pipelined, and perhaps one more.
  on_both("ldr r0,[r1]\n ldr r2,[r0]", {4, 5});
  // A load whose result is only stored is.
  on_both("ldr r0,[r1]\n str r0,[r2]", exactly(3));
  // "LDR Rx,[PC,#imm] might add a cycle."
  on_both("ldr r0,[pc,#0]", {2, 3});
  // An address made by the instruction before.
  on_both("adds r1,r1,r2\n ldr r0,[r1]", exactly(4));
  on_both("adds r1,r1,r2\n nop\n ldr r0,[r1]", exactly(4));
  // A load that moves its base gives an address as well.
  on_both("ldr r0,[r1],#4\n ldr r2,[r1],#4", {4, 5});
}

TEST_CASE("several registers: one clock and one for each") {
  on_both("push {r4-r7,lr}", exactly(6));
  on_both("push {r0}\n", exactly(2));
  on_both("stmia r0!,{r1-r3}", exactly(4));
  on_both("ldmia r0!,{r1-r3}", exactly(4));
  on_both("ldmdb r0!,{r1-r12}", exactly(13));
  on_both("ldrd r0,r1,[r2]", exactly(3));
  on_both("strd r0,r1,[r2,#8]", exactly(3));
  on_both("push.w {r4-r11,lr}\n pop.w {r4-r11}", {10 + 9 + 1, 10 + 9 + 1});  // sp was written just before
}

TEST_CASE("arithmetic") {
  on_both("adds r0,r1\n lsls r0,r0,#3\n movs r1,#5\n cmp r0,r1\n mvns r2,r3\n rev r1,r2\n uxtb r1,r2",
          exactly(7));
  on_both("add.w r0,r1,r2,lsl #3\n movw r0,#1234\n ubfx r0,r1,#2,#3\n clz r0,r1\n bic.w r0,r1,#255",
          exactly(5));
  on_both("muls r0,r1,r0", exactly(1));
  on_each("mla r0,r1,r2,r3", exactly(2), exactly(1));
  on_each("mls r0,r1,r2,r3", exactly(2), exactly(1));
  on_each("umull r0,r1,r2,r3", {3, 5}, exactly(1));
  on_each("smull r0,r1,r2,r3", {3, 5}, exactly(1));
  on_each("umlal r0,r1,r2,r3", {4, 7}, exactly(1));
  on_each("smlal r0,r1,r2,r3", {4, 7}, exactly(1));
  on_both("sdiv r0,r1,r2", {2, 12});
  on_both("udiv r0,r1,r2\n nop", {3, 13});
  on_both("mrs r0,primask\n msr primask,r0\n dsb\n cpsid i", {4, 10});
}

TEST_CASE("branches take P more when taken") {
  on_both("b 1f\n nop\n 1: nop", {1 + 1 + kLow, 1 + 1 + kHigh}, {0, 2});
  on_both("beq 1f\n nop\n 1: nop", exactly(3));
  on_both("cbz r0,1f\n nop\n 1: nop", {2 + kLow, 2 + kHigh}, {0, 2});
  on_both("bl 1f\n nop\n 1: bx lr", {3 + 2 * kLow, 3 + 2 * kHigh}, {0, 2, 1});
}

TEST_CASE("a pc that is loaded") {
  // "At least five cycles" with P = 3.
  on_both("nop\n ldr.w pc,[r0]", {1 + 2 + kLow + 1, 1 + 2 + kHigh + 1}, {0, 1, 0});
  on_both("nop\n pop {r4,pc}", {1 + 3 + kLow + 1, 1 + 3 + kHigh + 1}, {0, 1, 0});
  // "At least six cycles" with P = 3: two for the load, one for the sum.
  on_both("nop\n tbb [r0,r1]", {1 + 2 + kLow + 1, 1 + 3 + kHigh + 1}, {0, 1, 0});
}

TEST_CASE("under condition an instruction may be skipped, which takes one clock") {
  on_both("cmp r0,#0\n it eq\n moveq r1,#1", {2, 3});
  on_both("cmp r0,#0\n it ne\n ldrne r1,[r2]\n nop", {1 + 0 + 1 + 1, 1 + 1 + 2 + 1});
  on_both("cmp r0,#0\n ite eq\n ldreq r1,[r2]\n movne r1,#0\n ldr r3,[r4]",
          {1 + 0 + 1 + 1 + 2, 1 + 1 + 2 + 1 + 2});
}

TEST_CASE("loops") {
  // Copies four words: each round 2 + 1 + 1 + 1, and three times P.
  on_both("1: ldr r3,[r1],#4\n str r3,[r0],#4\n subs r2,#1\n bne 1b", {20 + 3 * kLow, 20 + 3 * kHigh},
          {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3});
  // Sum of an array by index: movs, then ldr with the register that adds wrote two before.
  on_both("movs r0,#0\n 1: ldr r3,[r1,r2]\n adds r2,#4\n add r0,r3\n cmp r2,#8\n blt 1b",
          {1 + 2 * 6 + kLow, 1 + 2 * 6 + kHigh}, {0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5});
  // A byte found through a table, as an interpreter does it: each address comes from the load before.
  on_both("ldrb r3,[r0,r1]\n ldr.w r3,[r2,r3,lsl #2]\n bx r3\n nop",
          {2 + 2 + 1 + kLow + 2, 2 + 3 + 1 + kHigh + 2}, {0, 1, 2, 0});
}

TEST_CASE("exceptions take 12 clocks to enter and up to 12 to leave") {
  const auto steps = assemble(Core::kCortexM4, "nop\n nop\n nop\n nop");
  Counter counter(kLow, kHigh);
  counter.arrive(steps[0].pc);
  counter.add(steps[0].instruction);
  counter.arrive(steps[3].pc, true);
  counter.add(steps[3].instruction);
  counter.arrive(steps[1].pc);  // back: P of the return is part of the 10 to 12
  counter.add(steps[1].instruction);
  CHECK(counter.total().low == 3 + 12 + 10);
  CHECK(counter.total().high == 3 + 12 + 12);
  CHECK(counter.retired() == 3);
}

TEST_CASE("marks are found, and only they") {
  const auto steps = assemble(Core::kCortexM3, "dbg #1\n nop.w\n dbg #15\n nop");
  REQUIRE(steps.size() == 4);
  CHECK(steps[0].instruction.marker == 1);
  CHECK(steps[1].instruction.marker == -1);
  CHECK(steps[2].instruction.marker == 15);
  CHECK(steps[3].instruction.marker == -1);
}

TEST_CASE("what a Cortex-M has no timing for is told") {
  CHECK_FALSE(decode(Core::kCortexM4, 0xee30, 0x0a00).known);  // vadd.f32: floating point
  CHECK_FALSE(decode(Core::kCortexM3, 0xde00, 0).known);       // udf
}
