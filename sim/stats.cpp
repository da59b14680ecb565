#include "sim/stats.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rexa {

void Stats::add(const RexaRecord* records, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    cycles_ = records[i].cycle;
    if (records[i].trap != 0 || records[i].op >= counts_.size()) continue;
    ++retired_;
    ++counts_[records[i].op];
  }
}

std::vector<Stats::Row> Stats::rows() const {
  std::vector<Row> rows;
  for (std::size_t op = 0; op < counts_.size(); ++op) {
    if (counts_[op] > 0) rows.push_back({machine_.instructions[op].word, counts_[op]});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.count > b.count; });
  return rows;
}

std::string Stats::report() const {
  std::string text = fmt::format("instructions retired    {}\n", retired_);
  if (cycles_ > 0) {
    text += fmt::format("clocks                  {}\n", cycles_);
    text += fmt::format("clocks per instruction  {}\n", cycles_per_instruction(cycles_, retired_));
  }
  for (const auto& row : rows()) {
    text += fmt::format("  {:<12} {:>12}  {:5.1f} %\n", row.word, row.count,
                        100.0 * static_cast<double>(row.count) / static_cast<double>(retired_));
  }
  return text;
}

std::string cycles_per_instruction(std::uint64_t cycles, std::uint64_t retired) {
  if (cycles == 0 || retired == 0) return "-";
  return fmt::format("{:.2f}", static_cast<double>(cycles) / static_cast<double>(retired));
}

}  // namespace rexa
