#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/code_writer.hpp"
#include "sim/directed_programs.hpp"
#include "sim/task_image.hpp"

namespace rexa {
namespace {

// Instructions that only compute, over and over, with operands that repeat each other but for one cell.
class NearOperands {
 public:
  explicit NearOperands(const Machine& machine) : machine_(machine), uses_(machine) {}

  std::vector<Program> all() {
    if (uses_.drop < 0) return {};
    for (const OpUse& each : uses_.ops) {
      if (computes(each)) run(each.use);
    }
    return std::move(programs_);
  }

 private:
  static bool computes(const OpUse& op) {
    const WordUse& use = op.use;
    if (use.inputs[0] < 2 || use.uneven || use.jumps || op.halts || use.access_bytes > 0) return false;
    if (use.inputs[1] + use.inputs[2] + use.outputs[1] + use.outputs[2] > 0) return false;
    return std::all_of(use.operands.begin(), use.operands.end(), [](OperandKind kind) {
      return kind == OperandKind::kAny || kind == OperandKind::kDivisor;
    });
  }

  void run(const WordUse& use) {
    std::optional<CodeWriter> writer(std::in_place, machine_, uses_);
    const std::int64_t most = (std::int64_t{1} << (machine_.parameters.cell_bits - 1)) - 1;
    const std::vector<std::int64_t> values = {0, 1, -1, 0x1234 & most, most, -most - 1};
    for (const std::int64_t low : values) {
      for (const std::int64_t high : values) {
        // No cell differs; then each in turn, by one up and one down.
        for (int change = 0; change <= 2 * use.inputs[0]; ++change) {
          if (writer->short_of(8 * (use.inputs[0] + use.outputs[0] + 2))) {
            finish(use, *writer);
            writer.emplace(machine_, uses_);
          }
          once(use, *writer, low, high, change);
        }
      }
    }
    finish(use, *writer);
  }

  void once(const WordUse& use, CodeWriter& writer, std::int64_t low, std::int64_t high, int change) {
    std::vector<std::int64_t> cells;
    for (int k = 0; k < use.inputs[0]; ++k) cells.push_back(k % 2 == 0 ? low : high);
    if (change > 0) cells[static_cast<std::size_t>(change - 1) / 2] += change % 2 == 0 ? 1 : -1;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const OperandKind kind = use.operands[cells.size() - 1 - k];
      if (kind == OperandKind::kDivisor && cells[k] == 0) return;
    }
    for (const std::int64_t cell : cells) writer.literal(cell);
    writer.put(use.op);
    for (int k = 0; k < use.outputs[0]; ++k) writer.put(uses_.drop);
  }

  void finish(const WordUse& use, CodeWriter& writer) {
    if (uses_.halt >= 0) writer.put(uses_.halt);
    Program program;
    program.name =
        fmt::format("{}: near operands", machine_.instructions[static_cast<std::size_t>(use.op)].name);
    program.code = writer.code();
    start_whole_machine(machine_, program);
    programs_.push_back(std::move(program));
  }

  const Machine& machine_;
  OpUses uses_;
  std::vector<Program> programs_;
};

}  // namespace

std::vector<Program> near_operand_programs(const Machine& machine) { return NearOperands(machine).all(); }

}  // namespace rexa
