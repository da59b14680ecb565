#include "sim/stats.hpp"

#include <catch2/catch.hpp>

namespace rexa {
namespace {

TEST_CASE("statistics count what retired", "[stats]") {
  Machine machine;
  machine.instructions.resize(2);
  machine.instructions[0].word = "dup";
  machine.instructions[1].word = "+";
  Stats stats(machine);
  std::vector<RexaRecord> records(4, RexaRecord{});
  records[0].op = 0;
  records[1].op = records[2].op = 1;
  records[3].op = 0;
  records[3].trap = 3;  // not retired
  for (std::size_t i = 0; i < records.size(); ++i) records[i].cycle = 2 * i + 2;
  stats.add(records.data(), 2);
  stats.add(records.data() + 2, 2);
  CHECK(stats.retired() == 3);
  CHECK(stats.cycles() == 8);
  REQUIRE(stats.rows().size() == 2);
  CHECK(stats.rows()[0].word == "+");
  CHECK(stats.rows()[0].count == 2);
  CHECK(stats.report().find("2.67") != std::string::npos);
}

TEST_CASE("clocks per instruction", "[stats]") {
  CHECK(cycles_per_instruction(3, 2) == "1.50");
  CHECK(cycles_per_instruction(3, 0) == "-");
  CHECK(cycles_per_instruction(0, 5) == "-");
}

}  // namespace
}  // namespace rexa
