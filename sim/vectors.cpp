#include "sim/vectors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/code_writer.hpp"
#include "sim/directed_programs.hpp"
#include "sim/random.hpp"
#include "sim/task_image.hpp"

namespace rexa {

namespace {

constexpr int kCushion = 2;  // cells below the operands, to see that they stay

// What an instruction is given: cells of each stack, bottom first, and its operand field.
struct Setting {
  std::vector<std::int64_t> cells[kStackCount];
  std::int64_t operand = 0;
};

class VectorMaker {
 public:
  VectorMaker(const Machine& machine, const VectorOptions& options)
      : machine_(machine), options_(options), uses_(machine), random_(options.seed) {
    const int bits = machine.parameters.cell_bits;
    least_ = -(std::int64_t{1} << (bits - 1));
    most_ = -(least_ + 1);
    for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
      if (machine.instructions[op].role == "literal_extend") literal_extend_ = static_cast<int>(op);
    }
  }

  std::vector<TestVector> all() {
    for (int op = 0; op < static_cast<int>(uses_.ops.size()); ++op) {
      if (!reachable(op) || use(op).use.waits) continue;
      boundaries(op);
      for (int i = 0; i < options_.random_per_instruction; ++i) emit(op, random_setting(op), "random operands");
      underflows(op);
      overflows(op);
    }
    // What no single instruction is to blame for, and the traps once more from inside.
    for (Program& program : trap_programs(machine_)) {
      program.data = vector_data();
      vectors_.push_back({"", std::move(program)});
    }
    return std::move(vectors_);
  }

 private:
  const Instruction& instruction(int op) const { return machine_.instructions[static_cast<std::size_t>(op)]; }
  const OpUse& use(int op) const { return uses_.ops[static_cast<std::size_t>(op)]; }
  const Format& format(int op) const {
    return machine_.formats[static_cast<std::size_t>(instruction(op).format)];
  }

  // Its operands can be brought where it takes them from.
  bool reachable(int op) const {
    const int* inputs = use(op).use.inputs;
    return (inputs[1] == 0 || uses_.to_return >= 0) && (inputs[2] == 0 || uses_.to_loop >= 0);
  }

  // --- Operands

  std::vector<std::int64_t> edges(OperandKind kind) const {
    const std::int64_t bytes = machine_.parameters.data_bytes, cell = machine_.parameters.cell_bytes();
    switch (kind) {
      case OperandKind::kAddress:
        return {0, cell, 1, 2, bytes - 2 * cell, bytes - cell, bytes - 2, bytes - 1, bytes, -1, -cell, least_};
      case OperandKind::kDataIndex:
      case OperandKind::kLoopIndex:
      case OperandKind::kReturnIndex:
        return {1, kCushion, kCushion + 1, 0, -1, most_, least_};
      case OperandKind::kPort:
        return {0, 1, 2, 255, most_, -1};
      case OperandKind::kTarget:
        return {0};
      default:
        return {0, 1, -1, 2, -2, 8, 15, 16, 31, 32, most_, most_ - 1, least_, least_ + 1};
    }
  }

  OperandKind kind(int op, int stack, int place, int count) const {
    if (stack != 0) return OperandKind::kAny;
    const auto& kinds = use(op).use.operands;
    const auto depth = static_cast<std::size_t>(count - 1 - place);
    return depth < kinds.size() ? kinds[depth] : OperandKind::kAny;
  }

  std::vector<std::int64_t> operand_edges(int op) const {
    const int bits = format(op).imm_bits;
    if (bits == 0 || use(op).jump == JumpKind::kRelative || use(op).jump == JumpKind::kAbsolute) return {0};
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    if (format(op).imm == ImmKind::kUnsigned) return {0, 1, half - 1, half, 2 * half - 1};
    return {0, 1, -1, half - 1, half - 2, -half, -half + 1};
  }

  // Every combination of the edges, or as many as are wanted: pairs of edges decide about most instructions.
  void boundaries(int op) {
    std::vector<std::vector<std::int64_t>> axes;
    for (int s = 0; s < kStackCount; ++s) {
      const int count = use(op).use.inputs[s];
      for (int i = 0; i < count; ++i) axes.push_back(edges(kind(op, s, i, count)));
    }
    axes.push_back(operand_edges(op));
    std::uint64_t combinations = 1;
    for (const auto& axis : axes) combinations *= axis.size();
    const auto wanted = static_cast<std::uint64_t>(options_.most_per_instruction);
    std::set<std::vector<std::int64_t>> seen;
    for (std::uint64_t i = 0; i < std::min(combinations, wanted); ++i) {
      std::vector<std::int64_t> point;
      std::uint64_t rest = i;
      for (const auto& axis : axes) {
        point.push_back(combinations <= wanted ? axis[rest % axis.size()] : random_.pick(axis));
        rest /= axis.size();
      }
      if (seen.insert(point).second) emit(op, setting_at(op, point), "operands at the edges");
    }
  }

  Setting setting_at(int op, const std::vector<std::int64_t>& point) const {
    Setting setting;
    std::size_t at = 0;
    for (int s = 0; s < kStackCount; ++s) {
      setting.cells[s] = cushion(s);
      for (int i = 0; i < use(op).use.inputs[s]; ++i) setting.cells[s].push_back(point[at++]);
    }
    setting.operand = point[at];
    return setting;
  }

  Setting random_setting(int op) {
    std::vector<std::int64_t> point;
    for (int s = 0; s < kStackCount; ++s) {
      const int count = use(op).use.inputs[s];
      for (int i = 0; i < count; ++i) point.push_back(random_operand(kind(op, s, i, count)));
    }
    const bool jumps = use(op).jump == JumpKind::kRelative || use(op).jump == JumpKind::kAbsolute;
    point.push_back(jumps ? 0 : static_cast<std::int64_t>(random_.next()));
    return setting_at(op, point);
  }

  std::int64_t random_operand(OperandKind kind) {
    const int cell = machine_.parameters.cell_bytes();
    switch (kind) {
      case OperandKind::kAddress:
        return std::int64_t{random_.below(machine_.parameters.data_bytes / cell - 1)} * cell;
      case OperandKind::kDataIndex:
      case OperandKind::kLoopIndex:
      case OperandKind::kReturnIndex:
        return random_.range(1, kCushion);
      case OperandKind::kPort:
        return random_.below(8);
      case OperandKind::kTarget:
        return 0;
      default: {
        // Numbers of every magnitude.
        const auto bits = static_cast<std::int64_t>(random_.next());
        return bits >> random_.range(64 - machine_.parameters.cell_bits, 63);
      }
    }
  }

  std::vector<std::int64_t> cushion(int stack) const {
    const bool possible = stack == 0 || (stack == 1 ? uses_.to_return : uses_.to_loop) >= 0;
    std::vector<std::int64_t> cells;
    for (int i = 0; possible && i < kCushion; ++i) cells.push_back(100 * (stack + 1) + i);
    return cells;
  }

  // --- Traps of the stacks

  void underflows(int op) {
    for (int s = 0; s < kStackCount; ++s) {
      for (int depth = 0; depth < use(op).use.inputs[s]; ++depth) {
        Setting setting = random_setting(op);
        setting.cells[s].assign(static_cast<std::size_t>(depth), 1);
        emit(op, setting, fmt::format("underflow of stack {} at depth {}", s, depth));
      }
    }
  }

  // Full to where the instruction just fits, and one cell more.
  void overflows(int op) {
    for (int s = 0; s < kStackCount; ++s) {
      const int more = use(op).use.outputs[s] - use(op).use.inputs[s];
      if (more <= 0) continue;
      if (s > 0 && (s == 1 ? uses_.to_return : uses_.to_loop) < 0) continue;
      for (int over = 0; over <= 1; ++over) {
        Setting setting = random_setting(op);
        const int depth = machine_.parameters.stack_cells[s] - more + over;
        // The other stacks are filled by way of the data stack: nothing may be on it that is not an operand.
        auto& cells = setting.cells[s];
        cells.insert(cells.begin(),
                     static_cast<std::size_t>(std::max(0, depth - static_cast<int>(cells.size()))), 5);
        emit(op, setting, fmt::format("stack {} {}", s, over ? "overflows" : "just has room"));
      }
    }
  }

  // --- The program

  void push(CodeWriter& writer, std::int64_t value) const {
    const std::int64_t limit = std::int64_t{1} << 29;
    const bool fits = machine_.parameters.cell_bits <= 30 || (value >= -limit && value < limit);
    if (fits || literal_extend_ < 0) {
      writer.literal(value);
      return;
    }
    writer.literal(value >> 8);
    writer.put(literal_extend_, value & 255);
  }

  // setup; the instruction; 1111 halt; and where a jump lands: 2222 halt.
  void emit(int op, const Setting& setting, const std::string& what) {
    const OpUse& tested = use(op);
    CodeWriter writer(machine_, uses_);
    int target_literal = -1;
    for (const int s : {1, 2, 0}) {
      const int mover = s == 1 ? uses_.to_return : uses_.to_loop;
      for (std::size_t i = 0; i < setting.cells[s].size(); ++i) {
        if (writer.short_of(40)) return;  // code memory is too small for this one
        const bool top = i + 1 == setting.cells[s].size();
        const bool target = top && ((s == 0 && tested.jump == JumpKind::kDataStack) ||
                                    (s == 1 && tested.jump == JumpKind::kReturnStack));
        if (target)
          target_literal = writer.literal(0, true);
        else
          push(writer, setting.cells[s][i]);
        if (s > 0) writer.put(mover);
      }
    }
    const int at = writer.put(op, setting.operand);
    finish(writer, 1111);
    const int landing = writer.size();
    finish(writer, 2222);
    if (target_literal >= 0) {
      const int literal = uses_.literal_long >= 0 ? uses_.literal_long : uses_.literal_short;
      writer.patch(target_literal, literal, landing);
    } else if (tested.jump == JumpKind::kRelative || tested.jump == JumpKind::kAbsolute) {
      writer.aim(at, op, landing);
    }

    TestVector vector;
    vector.instruction = instruction(op).name;
    vector.program.name = fmt::format("{}: {}", instruction(op).name, what);
    vector.program.code = writer.code();
    vector.program.data = vector_data();
    start_whole_machine(machine_, vector.program);
    vectors_.push_back(std::move(vector));
  }

  void finish(CodeWriter& writer, std::int64_t mark) const {
    writer.literal(mark);
    if (uses_.halt >= 0) writer.put(uses_.halt);
  }

  const Machine& machine_;
  VectorOptions options_;
  OpUses uses_;
  Random random_;
  std::int64_t least_ = 0, most_ = 0;
  int literal_extend_ = -1;
  std::vector<TestVector> vectors_;
};

}  // namespace

std::vector<std::uint8_t> vector_data() {
  std::vector<std::uint8_t> data;
  for (int i = 0; i < 64; ++i) data.push_back(static_cast<std::uint8_t>(i * 37 + 11));
  return data;
}

std::vector<TestVector> make_vectors(const Machine& machine, const VectorOptions& options) {
  return VectorMaker(machine, options).all();
}

}  // namespace rexa
