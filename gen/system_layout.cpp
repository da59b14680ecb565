#include "gen/system_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rexa {
namespace {

using vm::Field;
using vm::RegisterRole;
using vm::Table;

// In the order of vm::Table.
constexpr std::array<const char*, static_cast<std::size_t>(Table::kCount)> kTables = {
    "tasks", "frames", "exports", "control", "mail", "system"};

struct FieldName {
  Table table;
  const char* name;
};

// In the order of vm::Field.
constexpr std::array<FieldName, static_cast<std::size_t>(Field::kCount)> kFields = {{
    {Table::kTasks, "status"},    {Table::kTasks, "until"},      {Table::kTasks, "address"},
    {Table::kTasks, "pc"},        {Table::kTasks, "data"},       {Table::kTasks, "return"},
    {Table::kTasks, "loop"},      {Table::kTasks, "frame"},      {Table::kTasks, "owner"},
    {Table::kTasks, "entry"},     {Table::kTasks, "control"},    {Table::kTasks, "handler"},
    {Table::kTasks, "thrown"},    {Table::kTasks, "trap"},       {Table::kTasks, "mail_head"},
    {Table::kTasks, "mail_count"}, {Table::kFrames, "code_lo"},  {Table::kFrames, "code_span"},
    {Table::kFrames, "data_lo"},  {Table::kFrames, "data_size"}, {Table::kFrames, "handler"},
    {Table::kExports, "frame"},   {Table::kExports, "pc"},       {Table::kControl, "pc"},
    {Table::kControl, "frame"},   {Table::kControl, "handler"},  {Table::kControl, "data"},
    {Table::kControl, "return"},  {Table::kControl, "loop"},     {Table::kMail, "value"},
    {Table::kMail, "sender"},     {Table::kSystem, "gate"},      {Table::kSystem, "start"},
}};

// In the order of vm::RegisterRole.
constexpr std::array<const char*, static_cast<std::size_t>(RegisterRole::kCount)> kRegisters = {
    "task", "alive", "frame", "code_lo", "code_span", "data_lo", "data_size", "shared_span", "cause"};

template <class Numbers>
std::string listed(const Numbers& numbers) {
  return fmt::format("{{{}}}", fmt::join(std::begin(numbers), std::end(numbers), ", "));
}

}  // namespace

Result<vm::SystemLayout> system_layout(const Machine& machine) {
  Diagnostics diagnostics;
  vm::SystemLayout layout{};
  std::array<const SystemTable*, kTables.size()> tables{};
  for (std::size_t i = 0; i < kTables.size(); ++i) {
    const auto found = std::find_if(machine.system_tables.begin(), machine.system_tables.end(),
                                    [&](const SystemTable& table) { return table.name == kTables[i]; });
    if (found == machine.system_tables.end()) {
      diagnostics.push_back(
          error("system-table", fmt::format("the spec lacks the system table '{}'", kTables[i])));
      continue;
    }
    tables[i] = &*found;
    layout.base[i] = static_cast<std::uint16_t>(found->base);
    layout.stride[i] = static_cast<std::uint16_t>(found->stride);
    layout.count[i] = static_cast<std::uint16_t>(found->count);
  }
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    const SystemTable* table = tables[static_cast<std::size_t>(kFields[i].table)];
    if (table == nullptr) continue;
    const auto found = std::find(table->fields.begin(), table->fields.end(), kFields[i].name);
    if (found == table->fields.end()) {
      diagnostics.push_back(error("system-table", fmt::format("the spec's system table '{}' lacks the field '{}'",
                                                              table->name, kFields[i].name)));
    }
    layout.field[i] = static_cast<std::uint8_t>(found - table->fields.begin());
  }
  for (std::size_t i = 0; i < kRegisters.size(); ++i) {
    const int index = machine.register_index(kRegisters[i]);
    if (index < 0) {
      diagnostics.push_back(
          error("system-register", fmt::format("the spec lacks the register '{}'", kRegisters[i])));
    }
    layout.registers[i] = static_cast<std::uint8_t>(index);
  }
  for (const Trap& trap : machine.traps) {
    if (trap.name == "no_word") layout.no_word = static_cast<std::uint8_t>(trap.code);
  }
  layout.cells = static_cast<std::uint16_t>(machine.system_cells());
  if (has_errors(diagnostics)) return diagnostics;
  return layout;
}

std::string print_system_layout(const vm::SystemLayout& layout) {
  return fmt::format("{{\n    {},\n    {},\n    {},\n    {},\n    {},\n    {}, {}}}", listed(layout.base),
                     listed(layout.stride), listed(layout.count), listed(layout.field), listed(layout.registers),
                     layout.cells, layout.no_word);
}

}  // namespace rexa
