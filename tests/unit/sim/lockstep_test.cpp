#include "sim/lockstep.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "tests/unit/sim/fake_engine.hpp"

namespace rexa {
namespace {

constexpr std::uint64_t kLength = 1000;
constexpr std::uint64_t kFault = 613;  // neither the first nor the last of a batch

LockstepResult run_pair(FakeEngine& left, FakeEngine& right, std::uint64_t batch = 128) {
  LockstepOptions options;
  options.batch = batch;
  return run_lockstep(Program{}, {&left, &right}, options);
}

std::string names(const Difference& difference) {
  std::string text;
  for (const auto& field : difference.fields) text += (text.empty() ? "" : " ") + field.name;
  return text;
}

TEST_CASE("engines that agree", "[lockstep]") {
  FakeEngine eval("eval", false, kLength), vm("vm", false, kLength), tlm("tlm", true, kLength),
      rtl("rtl", true, kLength);
  LockstepOptions options;
  std::uint64_t seen = 0;
  options.batch = 64;
  options.on_records = [&](const RexaRecord* records, std::uint64_t count) {
    CHECK(records[0].pc == seen);
    seen += count;
  };
  const auto result = run_lockstep(Program{}, {&eval, &vm, &tlm, &rtl}, options);
  CHECK_FALSE(result.difference);
  CHECK(result.records == kLength);
  CHECK(result.retired == kLength);
  CHECK(seen == kLength);
  CHECK(result.status == REXA_HALTED);
  CHECK(result.output == "xxxxxxxxxx");
  CHECK(result.cycles("rtl") == 2 * kLength);
  CHECK(result.cycles("eval") == 0);
}

TEST_CASE("a length that is a multiple of the batch ends as well", "[lockstep]") {
  FakeEngine left("eval", false, 256), right("vm", false, 256);
  const auto result = run_pair(left, right, 64);
  CHECK_FALSE(result.difference);
  CHECK(result.records == 256);
}

TEST_CASE("the step limit stops a run that agrees", "[lockstep]") {
  FakeEngine left("eval", false, kLength), right("vm", false, kLength);
  LockstepOptions options;
  options.max_steps = 300;
  options.batch = 128;
  const auto result = run_lockstep(Program{}, {&left, &right}, options);
  CHECK_FALSE(result.difference);
  CHECK(result.records == 300);
  CHECK(result.status == REXA_RUNNING);
}

TEST_CASE("one wrong bit in any byte of a record is found", "[lockstep]") {
  for (std::size_t byte = 0; byte < sizeof(RexaRecord); ++byte) {
    FakeEngine left("tlm", true, kLength), right("rtl", true, kLength);
    right.spoil_record = [byte](std::uint64_t index, RexaRecord& record) {
      if (index == kFault) reinterpret_cast<unsigned char*>(&record)[byte] ^= 0x10;
    };
    const auto result = run_pair(left, right);
    INFO("byte " << byte);
    REQUIRE(result.difference);
    const Difference& difference = *result.difference;
    CHECK(difference.kind == DifferenceKind::kRecord);
    CHECK(difference.index == kFault);
    CHECK(result.records == kFault);
    CHECK(difference.left == "tlm");
    CHECK(difference.right == "rtl");
    CHECK(difference.fields.size() == 1);
    REQUIRE(difference.last_agreed);
    CHECK(difference.last_agreed->pc == kFault - 1);
  }
}

TEST_CASE("a fault in the very first record", "[lockstep]") {
  FakeEngine left("eval", false, kLength), right("vm", false, kLength);
  right.spoil_record = [](std::uint64_t index, RexaRecord& record) { record.trap = index == 0; };
  const auto result = run_pair(left, right);
  REQUIRE(result.difference);
  CHECK(result.difference->index == 0);
  CHECK(names(*result.difference) == "trap");
  CHECK_FALSE(result.difference->last_agreed);
}

TEST_CASE("the first difference of the program wins, whoever makes it", "[lockstep]") {
  FakeEngine eval("eval", false, kLength), vm("vm", false, kLength), rtl("rtl", true, kLength);
  vm.spoil_record = [](std::uint64_t index, RexaRecord& record) { record.port = index == kFault + 1; };
  rtl.spoil_record = [](std::uint64_t index, RexaRecord& record) { record.mem_addr = index == kFault; };
  const auto result = run_lockstep(Program{}, {&eval, &vm, &rtl}, {});
  REQUIRE(result.difference);
  CHECK(result.difference->right == "rtl");
  CHECK(result.difference->index == kFault);
}

TEST_CASE("clocks are compared where they are counted, and only there", "[lockstep]") {
  FakeEngine eval("eval", false, kLength), tlm("tlm", true, kLength), rtl("rtl", true, kLength);
  rtl.spoil_record = [](std::uint64_t index, RexaRecord& record) {
    if (index >= kFault) ++record.cycle;
  };
  CHECK_FALSE(run_pair(eval, rtl).difference);
  const auto result = run_lockstep(Program{}, {&eval, &tlm, &rtl}, {});
  REQUIRE(result.difference);
  CHECK(result.difference->left == "tlm");
  CHECK(result.difference->right == "rtl");
  CHECK(names(*result.difference) == "cycle");
}

TEST_CASE("an engine that stops early or hangs differs", "[lockstep]") {
  FakeEngine left("tlm", true, kLength), right("rtl", true, kLength);
  right.stop_after = kFault;
  const auto result = run_pair(left, right);
  REQUIRE(result.difference);
  CHECK(result.difference->kind == DifferenceKind::kCount);
  CHECK(result.difference->index == kFault);
  CHECK(result.difference->left_record);
  CHECK_FALSE(result.difference->right_record);
  CHECK(result.difference->fields.at(0).right.find("hung") == 0);

  FakeEngine longer("vm", false, kLength + 1), eval("eval", false, kLength);
  // Neither record says `halted` at the same place: that alone is a difference.
  longer.spoil_record = [](std::uint64_t index, RexaRecord& record) { record.halted = index + 1 == kLength; };
  const auto past = run_pair(eval, longer);
  REQUIRE(past.difference);
  CHECK(past.difference->kind == DifferenceKind::kCount);
  CHECK_FALSE(past.difference->left_record);
}

TEST_CASE("all engines hung is no agreement", "[lockstep]") {
  FakeEngine left("tlm", true, kLength), right("rtl", true, kLength);
  left.stop_after = right.stop_after = kFault;
  const auto result = run_pair(left, right);
  REQUIRE(result.difference);
  CHECK(names(*result.difference) == "status");
}

TEST_CASE("the state at the end is compared in full", "[lockstep]") {
  const std::vector<std::pair<std::string, std::function<void(RexaState&)>>> faults = {
      {"status", [](RexaState& state) { state.status = REXA_TRAPPED; }},
      {"trap", [](RexaState& state) { state.trap = 3; }},
      {"pc", [](RexaState& state) { state.pc ^= 1; }},
      {"retired", [](RexaState& state) { --state.retired; }},
      {"cycle", [](RexaState& state) { ++state.cycle; }},
      {"depth.data", [](RexaState& state) { ++state.depth[0]; }},
      {"depth.return", [](RexaState& state) { ++state.depth[1]; }},
      {"depth.loop", [](RexaState& state) { ++state.depth[2]; }},
      {"stack.data[1 from the bottom]", [](RexaState& state) { state.stack[0][1] = 78; }},
  };
  for (const auto& [name, spoil] : faults) {
    FakeEngine left("tlm", true, kLength), right("rtl", true, kLength);
    right.spoil_state = spoil;
    const auto result = run_pair(left, right);
    INFO(name);
    REQUIRE(result.difference);
    CHECK(result.difference->kind == DifferenceKind::kState);
    CHECK(names(*result.difference) == name);
  }
}

TEST_CASE("data memory and port traffic are compared", "[lockstep]") {
  FakeEngine left("eval", false, kLength), right("vm", false, kLength);
  right.data()[33] = 1;
  auto result = run_pair(left, right);
  REQUIRE(result.difference);
  CHECK(names(*result.difference) == "data memory[0x21]");

  FakeEngine chatty("vm", false, kLength);
  chatty.chatty = true;
  result = run_pair(left, chatty);
  REQUIRE(result.difference);
  CHECK(names(*result.difference) == "port traffic");
}

TEST_CASE("every byte of a record belongs to a field", "[record]") {
  const auto plain = record_fields(RexaRecord{});
  for (std::size_t byte = 0; byte < sizeof(RexaRecord); ++byte) {
    RexaRecord record{};
    reinterpret_cast<unsigned char*>(&record)[byte] = 1;
    int changed = 0;
    const auto fields = record_fields(record);
    for (std::size_t i = 0; i < fields.size(); ++i) changed += fields[i].value != plain[i].value;
    INFO("byte " << byte);
    CHECK(changed == 1);
  }
}

TEST_CASE("the world at the ports", "[io]") {
  IoWorld world("ab");
  std::string heard;
  world.on_output = [&](char c) { heard += c; };
  const RexaIo io = world.io();
  io.out(io.self, 0, 0x148);
  CHECK(heard == "H");
  CHECK(world.output() == "H");
  CHECK(io.inp(io.self, 0) == 'a');
  CHECK(io.inp(io.self, 0) == 'b');
  CHECK(io.inp(io.self, 0) == 0xFFFFFFFF);
  CHECK(io.inp(io.self, 7) == 0);
  io.out(io.self, 7, 1234);
  io.out(io.self, 5, 1);
  CHECK(io.inp(io.self, 7) == 1234);
  io.out(io.self, 7, 2);
  CHECK(io.inp(io.self, 7) == 2);
  world.reset();
  CHECK(io.inp(io.self, 7) == 0);
  CHECK(io.inp(io.self, 0) == 'a');
}

}  // namespace
}  // namespace rexa
