// Machines to schedule: the shipped configurations, as they are and with other micro-architectures.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "hls/schedule.hpp"

namespace rexa::test {

inline Machine machine(const std::string& configuration) {
  auto loaded = load_machine(std::string(REXA_SOURCE_DIR) + "/configs/" + configuration + ".json", {});
  INFO(format(loaded.diagnostics()));
  REQUIRE(loaded);
  return *loaded;
}

inline std::vector<hls::Schedule> schedules(const Machine& machine) {
  auto made = hls::schedule_machine(machine);
  INFO(format(made.diagnostics()));
  REQUIRE(made);
  return *made;
}

// `machine` must outlive the problem.
inline hls::Problem problem(const Machine& machine, const std::string& word) {
  const Instruction* instruction = machine.find(word);
  REQUIRE(instruction != nullptr);
  auto made = hls::make_problem(*instruction, hls::micro_architecture(machine));
  REQUIRE(made);
  return *made;
}

}  // namespace rexa::test
