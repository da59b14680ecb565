#include <catch2/catch.hpp>

#include "isa/decoder.hpp"

using namespace rexa;

TEST_CASE("every instruction is found by its encoding, with any operand") {
  for (const char* config : {"default", "wide", "tiny"}) {
    const auto machine = load_machine(std::string(REXA_SOURCE_DIR "/configs/") + config + ".json", {});
    REQUIRE(machine);
    const Decoder decoder(*machine);
    for (std::size_t op = 0; op < machine->instructions.size(); ++op) {
      const Instruction& instruction = machine->instructions[op];
      const Format& format = machine->formats[static_cast<std::size_t>(instruction.format)];
      const int rest = 32 - 8 * format.bytes;
      const std::uint32_t operand = (1u << format.imm_bits) - 1, behind = (std::uint64_t{1} << rest) - 1;
      INFO(instruction.word);
      CHECK(decoder.op(instruction.base << rest) == static_cast<int>(op));
      CHECK(decoder.op((instruction.base | operand) << rest | behind) == static_cast<int>(op));
    }
  }
}

TEST_CASE("a code that no instruction has") {
  const auto machine = load_machine(REXA_SOURCE_DIR "/configs/default.json", {});
  REQUIRE(machine);
  const Decoder decoder(*machine);
  int refused = 0, shared = 0;
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    const auto first = static_cast<std::uint8_t>(byte);
    if (decoder.shared(first)) {
      ++shared;
      CHECK(decoder.bytes_to_refuse(first) >= 2);
    } else if (decoder.op(byte << 24) < 0) {
      ++refused;
      CHECK(decoder.bytes_to_refuse(first) == 1);
    }
  }
  CHECK(refused > 0);
  CHECK(shared > 0);
}
