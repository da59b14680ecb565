// Checks of addresses are found in the IR, and nothing else is taken for one.
#include "gen/frame_check.hpp"

#include <catch2/catch.hpp>

#include "gen/vm_direct.hpp"

using namespace rexa;

namespace {

FrameCheck first_check(const Machine& machine, const std::string& word) {
  for (const Instruction& instruction : machine.instructions)
    if (instruction.word == word) return find_frame_check(machine, instruction.ir, instruction.ir.blocks[0], 0);
  FAIL("no word " << word);
  return {};
}

}  // namespace

TEST_CASE("a check of an address says what is accessed") {
  const auto machine = load_machine(REXA_SOURCE_DIR "/configs/stm32f4.json", {});
  REQUIRE(machine);
  const FrameCheck cell = first_check(*machine, "@"), pair = first_check(*machine, "2!"),
                   byte = first_check(*machine, "c@");
  CHECK((cell.address != kNone && cell.align == 2 && cell.parts == 1 && cell.actions == 2));
  CHECK((pair.address != kNone && pair.align == 2 && pair.parts == 2 && pair.actions == 2));
  CHECK((byte.address != kNone && byte.align == 1 && byte.parts == 1 && byte.actions == 1));
  CHECK(first_check(*machine, "/").address == kNone);
  CHECK(first_check(*machine, "+").address == kNone);
}

TEST_CASE("without frames there is no frame to check") {
  const auto machine = load_machine(REXA_SOURCE_DIR "/configs/tiny.json", {});
  REQUIRE(machine);
  for (const Instruction& instruction : machine->instructions) CHECK(!checks_frame(*machine, instruction.ir));
}

TEST_CASE("what begins a group after a stem has a handler with it in the direct form") {
  const auto machine = load_machine(REXA_SOURCE_DIR "/configs/stm32f4.json", {});
  REQUIRE(machine);
  const auto files = emit_vm_direct(*machine);
  REQUIRE(files);
  const std::string& text = files->at("rexa_vm_direct.cpp");
  for (const char* name :
       {"do_LiteralShort_byte_Fetch", "do_LiteralShort_positive_Fetch_Add", "do_I_Call_negative_byte"})
    CHECK(text.find("REXA_HANDLER(" + std::string(name) + ")") != std::string::npos);
  CHECK(text.find("REXA_HANDLER(do_LiteralShort_negative_Fetch)") == std::string::npos);
}
