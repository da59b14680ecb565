// How `rexa cosim` shows its results: the table, the first difference, JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/lockstep.hpp"

namespace rexa::cli {

// One line of the table.
struct CosimRow {
  std::string name;
  std::uint64_t retired = 0;
  std::uint64_t tlm_cycles = 0;  // 0: that engine did not run
  std::uint64_t rtl_cycles = 0;
  std::string verdict;  // "equal", "equal, trap div_zero", "DIFFERENT: vm, rtl", "not compiled"
  bool equal = true;
};

CosimRow row_of(const Machine& machine, const std::string& name, const LockstepResult& result);
std::string table_head();
std::string table_line(const CosimRow& row);
// Sums over the rows; clocks per instruction over all of them.
CosimRow total_of(const std::vector<CosimRow>& rows);
nlohmann::ordered_json row_json(const CosimRow& row);

// The place, the instruction, and both records field by field, those that differ marked with `*`.
std::string difference_report(const Machine& machine, const Program& program, const Difference& difference);
nlohmann::ordered_json difference_json(const Machine& machine, const Program& program,
                                       const Difference& difference);

}  // namespace rexa::cli
