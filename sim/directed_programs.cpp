#include "sim/directed_programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "gen/disassembler.hpp"
#include "sim/code_writer.hpp"
#include "sim/coverage.hpp"
#include "sim/random.hpp"
#include "sim/system_image.hpp"
#include "sim/task_image.hpp"

namespace rexa {
namespace {

std::uint8_t data_byte(int address) { return static_cast<std::uint8_t>(address * 37 + 11); }

// One program; the stacks are empty at the start.
class Setting {
 public:
  Setting(const Machine& machine, const OpUses& uses)
      : machine_(machine), uses_(uses), writer_(machine, uses) {}

  CodeWriter& writer() { return writer_; }

  void data(std::int64_t value) { writer_.literal(value); }

  // The state to start from instead of one frame over all memory.
  void start_from(const SystemImage& image) { image_ = &image; }

  // So many cells onto the return (1) or loop (2) stack.
  void hold(int stack, int cells, std::int64_t value = 2) {
    const int mover = stack == 1 ? uses_.to_return : uses_.to_loop;
    for (int k = 0; k < cells && mover >= 0 && !writer_.short_of(16); ++k) {
      data(value);
      writer_.put(mover);
    }
  }

  Program finish(const std::string& name) {
    if (uses_.halt >= 0) writer_.put(uses_.halt);
    Program program;
    program.name = name;
    program.code = writer_.code();
    program.data.resize(static_cast<std::size_t>(machine_.parameters.data_bytes));
    for (std::size_t b = 0; b < program.data.size(); ++b)
      program.data[b] = data_byte(static_cast<int>(b));
    if (image_ != nullptr) {
      image_->install(program);
    } else {
      start_whole_machine(machine_, program);
    }
    return program;
  }

 private:
  const Machine& machine_;
  const OpUses& uses_;
  CodeWriter writer_;
  const SystemImage* image_ = nullptr;
};

class TrapPrograms {
 public:
  explicit TrapPrograms(const Machine& machine) : machine_(machine), uses_(machine) {}

  std::vector<Program> all() {
    for (int op = 0; op < static_cast<int>(uses_.ops.size()); ++op) {
      for (int s = 0; s < kStackCount; ++s) {
        const WordUse& use = uses_.ops[static_cast<std::size_t>(op)].use;
        // With operands that trap by themselves, too: the stack check comes first.
        for (const int value : {2, 0, -1}) {
          if (use.inputs[s] > 0) underflow(op, s, value);
          if (use.outputs[s] > use.inputs[s]) overflow(op, s, value);
        }
      }
      enough(op);
      if (traps_in_its_body(op)) body(op), wild_address(op);
    }
    outside_of_code();
    illegal();
    if (machine_.has_tasks()) task_programs();
    return std::move(programs_);
  }

 private:
  const WordUse& use(int op) const { return uses_.ops[static_cast<std::size_t>(op)].use; }
  const std::string& name(int op) const { return machine_.instructions[static_cast<std::size_t>(op)].name; }

  bool traps_in_its_body(int op) const {
    const auto& blocks = machine_.instructions[static_cast<std::size_t>(op)].ir.blocks;
    return std::any_of(blocks.begin(), blocks.end(), [](const Block& block) {
      return std::any_of(block.actions.begin(), block.actions.end(),
                         [](const Action& action) { return action.kind == ActionKind::kTrapIf; });
    });
  }

  // One cell too few on `stack`, what is needed on the others.
  void underflow(int op, int stack, int value) {
    Setting setting(machine_, uses_);
    for (int s = 1; s < kStackCount; ++s) setting.hold(s, use(op).inputs[s] - (s == stack ? 1 : 0), value);
    // Different ones, so that none can be lost unseen behind another.
    for (int k = use(op).inputs[0] - (stack == 0 ? 1 : 0); k > 0; --k) setting.data(value == 2 ? 2 * k : value);
    setting.writer().put(op, 1);
    programs_.push_back(setting.finish(fmt::format("{}: underflow of stack {}", name(op), stack)));
  }

  // Exactly one cell too many on `stack`.
  void overflow(int op, int stack, int value) {
    Setting setting(machine_, uses_);
    const int more = use(op).outputs[stack] - use(op).inputs[stack];
    const int full = machine_.parameters.stack_cells[stack] - more + 1;
    for (int s = 1; s < kStackCount; ++s) setting.hold(s, s == stack ? full : use(op).inputs[s], value);
    const int cells = stack == 0 ? full : use(op).inputs[0];
    for (int k = 0; k < cells && !setting.writer().short_of(16); ++k) setting.data(value);
    setting.writer().put(op, 1);
    programs_.push_back(setting.finish(fmt::format("{}: overflow of stack {}", name(op), stack)));
  }

  // No cell more than needed on any stack; then each stack so full that what comes just fits.
  void enough(int op) {
    for (int full = -1; full < kStackCount; ++full) {
      const int more = full < 0 ? 0 : use(op).outputs[full] - use(op).inputs[full];
      if (full >= 0 && more <= 0) continue;
      Setting setting(machine_, uses_);
      const auto cells = [&](int s) {
        return s == full ? machine_.parameters.stack_cells[s] - more : use(op).inputs[s];
      };
      for (int s = 1; s < kStackCount; ++s) setting.hold(s, cells(s));
      for (int k = cells(0); k > 0 && !setting.writer().short_of(16); --k) setting.data(2);
      setting.writer().put(op, 1);
      programs_.push_back(setting.finish(fmt::format("{}: no cell to spare", name(op))));
    }
  }

  // All operands alike, with the values at which something may be wrong.
  void body(int op) {
    const int bytes = machine_.parameters.data_bytes, all = machine_.parameters.all_data_bytes();
    std::vector<int> values = {0, 1, -1, 2, bytes, bytes - 1, bytes - 2, bytes - machine_.parameters.cell_bytes()};
    if (all != bytes) values.insert(values.end(), {all, all - 1, all - 4, all + 8, -8});
    for (const int value : values) {
      // It would wait for ever.
      if (use(op).blocks && value >= 0 && value < bytes - 1 && value % 2 == 0) continue;
      Setting setting(machine_, uses_);
      for (int s = 1; s < kStackCount; ++s) setting.hold(s, use(op).inputs[s], value);
      for (int k = 0; k < use(op).inputs[0]; ++k) setting.data(value);
      setting.writer().put(op, value);
      programs_.push_back(setting.finish(fmt::format("{}: operands {}", name(op), value)));
    }
  }

  // An address out of bounds beside operands that are as they should be.
  void wild_address(int op) {
    const int inputs = use(op).inputs[0];
    if (use(op).access_bytes == 0 || inputs < 2) return;
    for (const int value : {-8, machine_.parameters.all_data_bytes()}) {
      Setting setting(machine_, uses_);
      for (int k = inputs - 1; k >= 0; --k) {
        setting.data(use(op).operands[static_cast<std::size_t>(k)] == OperandKind::kAddress ? value : 1);
      }
      setting.writer().put(op, 0);
      programs_.push_back(setting.finish(fmt::format("{}: address {}", name(op), value)));
    }
  }

  void outside_of_code() {
    for (const auto& each : uses_.ops) {
      if (each.jump != JumpKind::kAbsolute || each.use.inputs[0] > 0) continue;
      for (int back = 5; back >= -1; --back) {
        Setting setting(machine_, uses_);
        setting.writer().put(each.use.op, machine_.parameters.code_bytes - back);
        programs_.push_back(setting.finish(fmt::format("jump to {} before the end of code memory", back)));
      }
    }
  }

  int op_of(const char* word) const {
    const Instruction* found = machine_.find(word);
    return found == nullptr ? -1 : static_cast<int>(found - machine_.instructions.data());
  }

  // Instructions in order; a number goes before its instruction as a literal, an operand in parentheses.
  struct Step {
    const char* word;
    std::int64_t value = 0;
  };
  void sequence(const std::string& name, const std::vector<Step>& steps, int times = 1,
                const SystemImage* image = nullptr) {
    Setting setting(machine_, uses_);
    if (image != nullptr) setting.start_from(*image);
    for (int k = 0; k < times; ++k) {
      for (const Step& step : steps) {
        if (std::string(step.word) == "number") {
          setting.data(step.value);
        } else if (op_of(step.word) < 0) {
          return;  // not in this build
        } else {
          setting.writer().put(op_of(step.word), step.value);
        }
      }
    }
    programs_.push_back(setting.finish(name));
  }

  // The traps that need more than operands: of tasks, exceptions and calls between frames.
  void task_programs() {
    const Parameters& p = machine_.parameters;
    sequence("more tasks than fit", {{"number", 0}, {"number", 0}, {"number", 0}, {"task#"}, {"drop"}}, p.tasks);
    sequence("more catches than fit", {{"number", 0}, {"catch#"}, {"drop"}}, p.control_depth + 1);
    sequence("a throw below its catch's return stack",
             {{"number", 1}, {">r"}, {"number", 0}, {"catch#"}, {"r>"}, {"throw"}});
    sequence("a throw below its catch's loop stack",
             {{"number", 1}, {">f"}, {"number", 0}, {"catch#"}, {"f>"}, {"throw"}});
    sequence("throw and catch", {{"number", 3}, {"number", 0}, {"catch#"}, {"caught#"}, {"dup"}, {"0="}, {"+"}, {"throw"}});
    sequence("a catch closed", {{"number", 0}, {"catch#"}, {"uncatch#"}, {"uncatch#"}});
    sequence("the end of a call within a catch", {{"number", 0}, {"catch#"}, {"ungate#"}});
    sequence("messages", {{"number", 5}, {"number", 0}, {"send"}, {"receive"}, {"me"}, {"entry#"}, {"traps"}, {"base#"}, {"yield"}, {"number", 1}, {"sleep"}});
    sequence("a message to nobody", {{"number", 5}, {"number", 1}, {"send"}});
    sequence("a message to no task", {{"number", 5}, {"number", p.tasks}, {"send"}});
    sequence("a cell that has its value", {{"number", 0}, {"number", 0}, {"!"}, {"number", 0}, {"number", 0}, {"await"}});
    // A word that calls itself by way of its export; a word that returns; one without a frame.
    SystemImage image(machine_);
    image.frame(0, 0, static_cast<std::uint32_t>(p.code_bytes), 0, 64);
    image.frame(1, 0, static_cast<std::uint32_t>(p.code_bytes), 64, 64);
    image.task(0, 0, 0, 1);
    image.run(0);
    image.field("exports", 1, "frame") = 2;
    sequence("a word that calls itself in another frame", {{"xcall", 1}}, 1, &image);
    sequence("a word without a frame", {{"xcall", 2}}, 1, &image);
    image.field("exports", 1, "pc") = 3;
    image.field("system", 0, "gate") = 4;
    // 0: xcall 1; 2: halt; 3: return; 4: ungate#
    sequence("a call into another frame and back", {{"xcall", 1}, {"halt"}, {"return"}, {"ungate#"}}, 1, &image);
    // Two tasks that take turns, end, and trap.
    SystemImage pair(machine_);
    pair.frame(0, 0, static_cast<std::uint32_t>(p.code_bytes), 0, 64);
    pair.task(0, 0, 0, 1);
    pair.task(1, 0, 1, 1);
    pair.field("frames", 0, "handler") = 1;
    pair.run(0);
    sequence("two tasks", {{"nop"}, {"yield"}, {"me"}, {"number", 3}, {"swap"}, {"/"}, {"drop"}, {"yield"}}, 1, &pair);
    sequence("a task that is told", {{"nop"}, {"me"}, {"nonzero"}, {"drop"}}, 1, &pair);
    sequence("a task that sleeps", {{"nop"}, {"me"}, {"sleep"}, {"me"}, {"sleep"}}, 1, &pair);
  }

  // One program for each first byte that begins an illegal instruction.
  void illegal() {
    for (int first = 0; first < 256; ++first) {
      for (const int second : {0x55, 0, 0xAA, 0xFF}) {
        const std::vector<std::uint8_t> bytes = {static_cast<std::uint8_t>(first),
                                                 static_cast<std::uint8_t>(second), 0x5A, 0xA5};
        if (decode(machine_, bytes, 0)) continue;
        Setting setting(machine_, uses_);
        for (const auto byte : bytes) setting.writer().byte(byte);
        programs_.push_back(setting.finish(fmt::format("illegal code {:02x} {:02x}", first, second)));
        break;
      }
    }
  }

  const Machine& machine_;
  OpUses uses_;
  std::vector<Program> programs_;
};

// A pair in its setting: what both instructions need is there, and a jump goes to the instruction after it.
class PairPrograms {
 public:
  PairPrograms(const Machine& machine, std::uint64_t seed) : machine_(machine), uses_(machine), random_(seed) {}

  std::vector<Program> all() {
    std::map<std::string, std::vector<int>> classes;
    for (int op = 0; op < static_cast<int>(uses_.ops.size()); ++op) {
      classes[instruction_class(machine_, machine_.instructions[static_cast<std::size_t>(op)])].push_back(op);
    }
    // What needs more than operands to go on comes in where there is nothing else.
    for (auto& [name, ops] : classes) {
      int least = 2;
      for (const int op : ops) least = std::min(least, needs(op));
      std::erase_if(ops, [&](int op) { return needs(op) > least; });
    }
    std::vector<Program> programs;
    for (const auto& [first_class, firsts] : classes) {
      for (const auto& [second_class, seconds] : classes) {
        const int first = random_.pick(firsts), second = random_.pick(seconds);
        if (!use(first).halts) programs.push_back(pair(first, second));
      }
    }
    return programs;
  }

 private:
  static constexpr int kCushion = 3;  // cells on each stack beneath all operands

  const OpUse& use(int op) const { return uses_.ops[static_cast<std::size_t>(op)]; }

  // 0: operands alone; 1: a value that it waits for; 2: more.
  int needs(int op) const {
    const WordUse& word = use(op).use;
    if (word.waits) return word.blocks && word.jumps ? 2 : 1;
    if (machine_.instructions[static_cast<std::size_t>(op)].set == "io") return 2;
    const InstructionIr& ir = machine_.instructions[static_cast<std::size_t>(op)].ir;
    for (const Block& block : ir.blocks) {
      for (const Action& action : block.actions) {
        const Trap* trap = action.kind == ActionKind::kTrapIf ? machine_.trap(action.trap) : nullptr;
        if (trap == nullptr) continue;
        for (const char* name : {"bad_task", "task_limit", "control_overflow", "bad_control", "no_word"}) {
          if (trap->name == name) return 2;
        }
      }
    }
    return 0;
  }

  std::int64_t operand_value(OperandKind kind, const WordUse& word) {
    const int cell = machine_.parameters.cell_bytes();
    switch (kind) {
      case OperandKind::kAddress:
        return random_.below((machine_.parameters.data_bytes - 2 * cell) / cell + 1) * cell;
      case OperandKind::kDataIndex:
      case OperandKind::kReturnIndex:
      case OperandKind::kLoopIndex:
        return random_.range(1, kCushion);
      case OperandKind::kDivisor:
        return random_.range(-50, 50) * 2 + 1;
      case OperandKind::kArgument:
        return random_.pick(std::vector<int>{2, 10, 16});
      case OperandKind::kPort:
        return random_.below(16);
      case OperandKind::kTime:
        return random_.below(2);
      default:
        if (use(word.op).jump == JumpKind::kElsewhere) return 0;  // of a throw: nothing is thrown
        return word.jumps ? random_.range(0, 2) : random_.range(-8192, 8191);
    }
  }

  // Operands of `op`. Returns the address of the literal that a jump takes its target from, or -1.
  int operands(Setting& setting, int op) {
    const WordUse& word = use(op).use;
    int target = -1;
    if (use(op).jump == JumpKind::kReturnStack && uses_.to_return >= 0) {
      setting.hold(1, word.inputs[1] - 1);
      target = setting.writer().literal(0, true);
      setting.writer().put(uses_.to_return);
    } else {
      setting.hold(1, word.inputs[1], random_.range(-99, 99));
    }
    setting.hold(2, word.inputs[2], random_.range(-3, 3));
    if (word.blocks && word.inputs[0] == 2) {  // waits for a value that is there
      // On wide cells one that a long literal holds.
      const int address = machine_.parameters.cell_bits == 16 ? 4 * random_.range(0, 7) : 4;
      std::uint32_t value = 0;
      for (int b = machine_.parameters.cell_bytes(); b-- > 0;) value = value << 8 | data_byte(address + b);
      setting.data(machine_.parameters.cell_bits == 16 ? static_cast<std::int16_t>(value)
                                                       : static_cast<std::int32_t>(value));
      setting.data(address);
      return target;
    }
    for (int k = word.inputs[0] - 1; k >= 0; --k) {
      const OperandKind kind = word.operands[static_cast<std::size_t>(k)];
      if (kind == OperandKind::kTarget) {
        target = setting.writer().literal(0, true);
      } else {
        setting.data(operand_value(kind, word));
      }
    }
    return target;
  }

  // Writes `op`, with the instruction after it as its target.
  void place(Setting& setting, int op, int target_literal) {
    CodeWriter& writer = setting.writer();
    const int at = writer.put(op, random_.range(-8192, 8191));
    const JumpKind jump = use(op).jump;
    if (jump == JumpKind::kRelative || jump == JumpKind::kAbsolute) writer.aim(at, op, writer.size());
    if (target_literal >= 0) writer.patch(target_literal, uses_.literal_long, writer.size());
  }

  Program pair(int first, int second) {
    Setting setting(machine_, uses_);
    setting.hold(1, kCushion), setting.hold(2, kCushion);
    for (int k = 0; k < kCushion; ++k) setting.data(2 * k + 2);
    // Padding by chance: the pair at even and at odd addresses.
    if (random_.chance(50) && uses_.drop >= 0) {
      setting.data(1);
      setting.writer().put(uses_.drop);
    }
    const int second_target = operands(setting, second);
    const int first_target = operands(setting, first);
    place(setting, first, first_target);
    place(setting, second, second_target);
    const auto& names = machine_.instructions;
    return setting.finish(fmt::format("pair {} {}", names[static_cast<std::size_t>(first)].name,
                                      names[static_cast<std::size_t>(second)].name));
  }

  const Machine& machine_;
  OpUses uses_;
  Random random_;
};

// Relative jumps to the ends of their range and to its middle, whether they are taken or not. Random programs are
// too short for them.
class FarJumps {
 public:
  explicit FarJumps(const Machine& machine) : machine_(machine), uses_(machine) {}

  std::vector<Program> all() {
    std::vector<Program> programs;
    const Instruction* nop = machine_.find("nop");
    if (nop == nullptr || uses_.halt < 0) return programs;
    nop_ = static_cast<int>(nop - machine_.instructions.data());
    for (const OpUse& each : uses_.ops) {
      if (each.jump != JumpKind::kRelative) continue;
      const std::int64_t most = reach(each.use.op);
      for (const std::int64_t offset : {-most, -most / 2, most / 2, most - 1}) {
        for (const int value : {0, 1}) programs.push_back(jump(each.use, offset, value));
      }
    }
    return programs;
  }

 private:
  // The farthest jump back, in bytes.
  std::int64_t reach(int op) const {
    const std::string& pattern =
        machine_.formats[machine_.instructions[static_cast<std::size_t>(op)].format].pattern;
    return std::int64_t{1} << (std::count(pattern.begin(), pattern.end(), 'i') - 1);
  }

  // Behind so many `nop` that a jump back stays within the code, in the midst of `halt`.
  Program jump(const WordUse& word, std::int64_t offset, int value) {
    Setting setting(machine_, uses_);
    CodeWriter& writer = setting.writer();
    const int way = static_cast<int>(std::min<std::int64_t>(reach(word.op), machine_.parameters.code_bytes / 2));
    while (writer.size() < way) writer.put(nop_);
    setting.hold(1, word.inputs[1], value);
    // The limit of a loop lies beneath its index.
    for (int k = word.inputs[2]; k > 0; --k) setting.hold(2, 1, value * k);
    for (int k = 0; k < word.inputs[0]; ++k) setting.data(value);
    writer.put(word.op, offset);
    const int end = writer.size() + way;
    while (writer.size() < end && !writer.short_of(16)) writer.put(uses_.halt);
    return setting.finish(fmt::format("{} by {} with {}",
                                      machine_.instructions[static_cast<std::size_t>(word.op)].name, offset, value));
  }

  const Machine& machine_;
  OpUses uses_;
  int nop_ = -1;
};

}  // namespace

std::vector<Program> trap_programs(const Machine& machine) { return TrapPrograms(machine).all(); }

std::vector<Program> pair_programs(const Machine& machine, std::uint64_t seed) {
  return PairPrograms(machine, seed).all();
}

std::vector<Program> far_jump_programs(const Machine& machine) { return FarJumps(machine).all(); }

}  // namespace rexa
