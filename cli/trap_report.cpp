#include "cli/trap_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/source_map.hpp"

namespace rexa::cli {
namespace {

constexpr const char* kStackNames[kStackCount] = {"data", "return", "loop"};
constexpr std::uint32_t kMostCells = 16;

struct Place {
  Where where;
  std::string through;  // the library word that it happened in, empty if none
};

// Code without a line is library code: who called it stands on the return stack.
Place find_place(const Program& program, const RexaState& state) {
  Place place;
  place.where = where_of(program, state.pc);
  if (place.where.line != 0) return place;
  place.through = symbol_at(program, state.pc);
  for (std::uint32_t k = state.depth[1]; k > 0; --k) {
    const std::uint32_t back = state.stack[1][k - 1];
    const Where caller = back == 0 ? Where{} : where_of(program, back - 1);
    if (caller.line == 0) continue;
    place.where = caller;
    return place;
  }
  return place;
}

const Trap& trap_of(const Machine& machine, const RexaState& state) {
  static const Trap kUnknown{"unknown", 0, "A trap that the specification does not name."};
  const Trap* trap = machine.trap(state.trap);
  return trap == nullptr ? kUnknown : *trap;
}

}  // namespace

std::int64_t signed_cell(const Machine& machine, std::uint32_t cell) {
  const int shift = 64 - machine.parameters.cell_bits;
  return static_cast<std::int64_t>(std::uint64_t{cell} << shift) >> shift;
}

std::string stack_text(const Machine& machine, const RexaState& state, StackId stack) {
  const auto s = static_cast<std::size_t>(stack);
  const std::uint32_t depth = std::min(state.depth[s], std::uint32_t{1024});
  if (depth == 0) return "empty";
  std::string text;
  std::uint32_t from = 0;
  if (depth > kMostCells) {
    from = depth - kMostCells;
    text = fmt::format("({} more) ", from);
  }
  for (std::uint32_t c = from; c < depth; ++c) {
    text += fmt::format("{}{}", c > from ? " " : "", signed_cell(machine, state.stack[s][c]));
  }
  return text;
}

std::string trap_report(const Machine& machine, const Program& program, const RexaState& state) {
  const Trap& trap = trap_of(machine, state);
  const Place place = find_place(program, state);
  std::string message = fmt::format("trap {} at pc {:#06x}", trap.name, state.pc);
  if (!place.through.empty()) message += fmt::format(" in library word '{}'", place.through);
  message += ": " + trap.doc;
  std::string text = format(error("trap-" + trap.name, message, place.where));
  for (int s = 0; s < kStackCount; ++s) {
    text +=
        fmt::format("  {:<6} stack: {}\n", kStackNames[s], stack_text(machine, state, static_cast<StackId>(s)));
  }
  return text;
}

std::vector<EndedTask> tasks_ended_by_traps(const Machine& machine, const RexaState& state) {
  std::vector<EndedTask> ended;
  if (!machine.has_tasks() || state.system == nullptr) return ended;
  const auto field = [&](int task, const char* name) {
    return state.system[machine.system_cell("tasks", task, name).value()];
  };
  for (int task = 0; task < machine.parameters.tasks; ++task)
    if (field(task, "trap") != 0) ended.push_back({task, static_cast<int>(field(task, "trap")), field(task, "pc")});
  return ended;
}

std::string task_report(const Machine& machine, const Program& program, const RexaState& state) {
  std::string text;
  for (const EndedTask& task : tasks_ended_by_traps(machine, state)) {
    const Trap* trap = machine.trap(task.trap);
    const std::string name = trap == nullptr ? "unknown" : trap->name;
    Diagnostic note = error("trap-" + name, fmt::format("trap {} at pc {:#06x} ended task {}", name, task.pc, task.task),
                            where_of(program, task.pc));
    note.severity = Severity::kWarning;
    text += format(note);
  }
  return text;
}

nlohmann::ordered_json state_json(const Machine& machine, const Program& program, const RexaState& state) {
  nlohmann::ordered_json json;
  json["pc"] = state.pc;
  if (state.status == REXA_TRAPPED) {
    const Place place = find_place(program, state);
    json["trap"] = trap_of(machine, state).name;
    json["line"] = place.where.line;
    json["column"] = place.where.column;
  }
  for (const EndedTask& ended : tasks_ended_by_traps(machine, state)) {
    const Trap* trap = machine.trap(ended.trap);
    json["tasks_ended_by_traps"].push_back(
        {{"task", ended.task}, {"trap", trap == nullptr ? "unknown" : trap->name}, {"pc", ended.pc}});
  }
  for (int s = 0; s < kStackCount; ++s) {
    auto cells = nlohmann::ordered_json::array();
    for (std::uint32_t c = 0; c < std::min(state.depth[s], std::uint32_t{1024}); ++c) {
      cells.push_back(signed_cell(machine, state.stack[s][c]));
    }
    json["stacks"][kStackNames[s]] = cells;
  }
  return json;
}

}  // namespace rexa::cli
