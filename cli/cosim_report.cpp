#include "cli/cosim_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/options.hpp"
#include "sim/source_map.hpp"
#include "sim/stats.hpp"

namespace rexa::cli {
namespace {

constexpr std::size_t kMostFields = 24;

const RexaRecord* record_at_fault(const Difference& difference) {
  if (difference.left_record) return &*difference.left_record;
  if (difference.right_record) return &*difference.right_record;
  return difference.last_agreed ? &*difference.last_agreed : nullptr;
}

std::string instruction_text(const Machine& machine, const RexaRecord& record) {
  if (record.op >= machine.instructions.size()) return fmt::format("no instruction ({:08x})", record.insn);
  const Instruction& instruction = machine.instructions[record.op];
  const int bytes = machine.formats[static_cast<std::size_t>(instruction.format)].bytes;
  return fmt::format("`{}` ({}), code {:0{}x}", instruction.word, instruction.name,
                     record.insn >> (8 * (4 - bytes)), 2 * bytes);
}

std::string headline(const Difference& difference) {
  switch (difference.kind) {
    case DifferenceKind::kRecord:
      return fmt::format("{} and {} disagree on record {}", difference.left, difference.right,
                         difference.index);
    case DifferenceKind::kCount:
      return fmt::format("{} and {} disagree on how long it runs, after {} records", difference.left,
                         difference.right, difference.index);
    case DifferenceKind::kState:
      return fmt::format("{} and {} agree on all {} records, but not on the state at the end", difference.left,
                         difference.right, difference.index);
  }
  return "";
}

// Both records in full, or just what differs.
std::vector<FieldDifference> shown_fields(const Difference& difference) {
  if (!difference.left_record && !difference.right_record) return difference.fields;
  std::vector<FieldDifference> fields;
  const auto left =
      difference.left_record ? record_fields(*difference.left_record) : std::vector<RecordField>{};
  const auto right =
      difference.right_record ? record_fields(*difference.right_record) : std::vector<RecordField>{};
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    fields.push_back({left.empty() ? right[i].name : left[i].name,
                      left.empty() ? "-" : field_text(left[i].value),
                      right.empty() ? "-" : field_text(right[i].value)});
  }
  if (left.empty() || right.empty()) {
    fields.insert(fields.begin(), difference.fields.begin(), difference.fields.end());
  }
  return fields;
}

bool differs(const Difference& difference, const std::string& field) {
  return std::any_of(difference.fields.begin(), difference.fields.end(),
                     [&](const FieldDifference& each) { return each.name == field; });
}

}  // namespace

CosimRow row_of(const Machine& machine, const std::string& name, const LockstepResult& result) {
  CosimRow row;
  row.name = name;
  row.retired = result.retired;
  row.tlm_cycles = result.cycles("tlm");
  row.rtl_cycles = result.cycles("rtl");
  if (result.difference) {
    row.equal = false;
    row.verdict = fmt::format("DIFFERENT: {}, {}", result.difference->left, result.difference->right);
    return row;
  }
  row.verdict = "equal";
  if (result.status == REXA_TRAPPED) {
    const Trap* trap = machine.trap(result.trap);
    row.verdict += fmt::format(", trap {}", trap == nullptr ? std::to_string(result.trap) : trap->name);
  }
  if (result.status == REXA_RUNNING) row.verdict += ", step limit";
  return row;
}

std::string table_head() {
  return fmt::format("{:<24} {:>14} {:>14} {:>14} {:>6}  {}\n", "program", "instructions", "tlm clocks",
                     "rtl clocks", "cpi", "verdict");
}

std::string table_line(const CosimRow& row) {
  const auto clocks = [](std::uint64_t count) { return count == 0 ? "-" : grouped(count); };
  const std::uint64_t counted = row.rtl_cycles != 0 ? row.rtl_cycles : row.tlm_cycles;
  return fmt::format("{:<24} {:>14} {:>14} {:>14} {:>6}  {}\n", row.name, grouped(row.retired),
                     clocks(row.tlm_cycles), clocks(row.rtl_cycles),
                     cycles_per_instruction(counted, row.retired), row.verdict);
}

CosimRow total_of(const std::vector<CosimRow>& rows) {
  CosimRow total;
  std::size_t different = 0;
  for (const auto& row : rows) {
    total.retired += row.retired;
    total.tlm_cycles += row.tlm_cycles;
    total.rtl_cycles += row.rtl_cycles;
    if (!row.equal) ++different;
  }
  total.name = fmt::format("total of {}", rows.size());
  total.equal = different == 0 && !rows.empty();
  total.verdict = different == 0 ? "all equal" : fmt::format("{} DIFFERENT", different);
  if (rows.empty()) total.verdict = "nothing compared";
  return total;
}

nlohmann::ordered_json row_json(const CosimRow& row) {
  nlohmann::ordered_json json;
  const std::uint64_t counted = row.rtl_cycles != 0 ? row.rtl_cycles : row.tlm_cycles;
  json["program"] = row.name;
  json["retired"] = row.retired;
  const auto clocks = [](std::uint64_t count) {
    return count == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(count);  // null: not among the engines
  };
  json["tlm_cycles"] = clocks(row.tlm_cycles);
  json["rtl_cycles"] = clocks(row.rtl_cycles);
  if (row.retired > 0 && counted > 0) {
    json["cycles_per_instruction"] = static_cast<double>(counted) / static_cast<double>(row.retired);
  }
  json["equal"] = row.equal;
  json["verdict"] = row.verdict;
  return json;
}

std::string difference_report(const Machine& machine, const Program& program, const Difference& difference) {
  std::string text = fmt::format("{}: {}\n", program.name, headline(difference));
  if (const RexaRecord* record = record_at_fault(difference)) {
    const bool before = !difference.left_record && !difference.right_record;
    text += fmt::format("  {}pc {:#06x}: {}\n", before ? "last instruction: " : "", record->pc,
                        instruction_text(machine, *record));
    const Where where = where_of(program, record->pc);
    if (where.line != 0) {
      text += fmt::format("  {}:{}:{}\n    {}\n    {}^\n", where.file, where.line, where.column, where.excerpt,
                          std::string(static_cast<std::size_t>(std::max(where.column - 1, 0)), ' '));
    } else if (const std::string symbol = symbol_at(program, record->pc); !symbol.empty()) {
      text += fmt::format("  in library word '{}'\n", symbol);
    }
  }
  const auto fields = shown_fields(difference);
  text += fmt::format("  {:<28} {:<28} {}\n", "field", difference.left, difference.right);
  for (std::size_t i = 0; i < fields.size() && i < kMostFields + 8; ++i) {
    text += fmt::format("{} {:<28} {:<28} {}\n", differs(difference, fields[i].name) ? "*" : " ",
                        fields[i].name, fields[i].left, fields[i].right);
  }
  if (fields.size() > kMostFields + 8) text += fmt::format("  and {} more\n", fields.size() - kMostFields - 8);
  return text;
}

nlohmann::ordered_json difference_json(const Machine& machine, const Program& program,
                                       const Difference& difference) {
  nlohmann::ordered_json json;
  json["program"] = program.name;
  json["engines"] = {difference.left, difference.right};
  json["what"] = headline(difference);
  json["record"] = difference.index;
  if (const RexaRecord* record = record_at_fault(difference)) {
    const Where where = where_of(program, record->pc);
    json["pc"] = record->pc;
    json["instruction"] =
        record->op < machine.instructions.size() ? machine.instructions[record->op].word : std::string();
    json["line"] = where.line;
    json["column"] = where.column;
  }
  for (const auto& field : shown_fields(difference)) {
    json["fields"][field.name] = {{difference.left, field.left},
                                  {difference.right, field.right},
                                  {"differs", differs(difference, field.name)}};
  }
  return json;
}

}  // namespace rexa::cli
