#include "sim/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rexa {
namespace {

// By name, because the spec owns the codes.
int trap_code(const Machine& machine, const std::string& name) {
  for (const auto& trap : machine.traps) {
    if (trap.name == name) return trap.code;
  }
  return 0;
}

bool uses(const InstructionIr& ir, std::initializer_list<Op> ops) {
  return std::any_of(ir.values.begin(), ir.values.end(), [&](const Value& value) {
    return std::find(ops.begin(), ops.end(), value.op) != ops.end();
  });
}

bool acts(const InstructionIr& ir, ActionKind kind) {
  for (const auto& block : ir.blocks) {
    for (const auto& action : block.actions) {
      if (action.kind == kind) return true;
    }
  }
  return false;
}

bool shifts_by_a_variable(const InstructionIr& ir) {
  return std::any_of(ir.values.begin(), ir.values.end(), [&](const Value& value) {
    return (value.op == Op::kShl || value.op == Op::kShr) &&
           ir.values[static_cast<std::size_t>(value.args[1])].op != Op::kConst;
  });
}

std::string unit(const InstructionIr& ir) {
  const auto leaves = [&](auto test) { return std::any_of(ir.paths.begin(), ir.paths.end(), test); };
  if (leaves([](const Leaf& leaf) { return leaf.halt; })) return "halt";
  if (leaves([](const Leaf& leaf) { return leaf.jump != kNone; })) return "control";
  if (acts(ir, ActionKind::kPortWrite) || uses(ir, {Op::kPortRead})) return "port";
  if (acts(ir, ActionKind::kStore)) return "write";
  if (uses(ir, {Op::kLoad})) return "read";
  if (uses(ir, {Op::kDiv, Op::kRem})) return "divide";
  if (uses(ir, {Op::kMul})) return "multiply";
  if (shifts_by_a_variable(ir)) return "shift";
  if (uses(ir, {Op::kImm})) return "literal";
  if (uses(ir, {Op::kAdd, Op::kSub, Op::kAnd, Op::kOr, Op::kXor, Op::kEq, Op::kNe, Op::kLt, Op::kLe, Op::kNot,
                Op::kNeg, Op::kSelect})) {
    return "alu";
  }
  return "move";
}

bool touches(const InstructionIr& ir, StackId stack) {
  const auto s = static_cast<std::size_t>(stack);
  return ir.inputs[s] != 0 || ir.max_outputs[s] != 0;
}

}  // namespace

std::string instruction_class(const Machine& machine, const Instruction& instruction) {
  const InstructionIr& ir = instruction.ir;
  std::string name = unit(ir);
  if (touches(ir, StackId::kReturn)) name += "+return";
  if (touches(ir, StackId::kLoop)) name += "+loop";
  const int net = ir.max_outputs[0] - ir.inputs[0];
  name += net > 0 ? " grow" : net < 0 ? " shrink" : " keep";
  if (instruction.format < 0) return "system";
  return name + fmt::format(" {}B", machine.formats[static_cast<std::size_t>(instruction.format)].bytes);
}

std::vector<int> possible_traps(const Machine& machine, const Instruction& instruction) {
  static const char* const kUnderflow[] = {"data_underflow", "return_underflow", "loop_underflow"};
  static const char* const kOverflow[] = {"data_overflow", "return_overflow", "loop_overflow"};
  std::set<int> traps;
  const InstructionIr& ir = instruction.ir;
  for (int s = 0; s < kStackCount; ++s) {
    if (ir.inputs[s] > 0) traps.insert(trap_code(machine, kUnderflow[s]));
    if (ir.max_outputs[s] > ir.inputs[s]) traps.insert(trap_code(machine, kOverflow[s]));
  }
  for (const auto& block : ir.blocks) {
    for (const auto& action : block.actions) {
      if (action.kind == ActionKind::kTrapIf) traps.insert(action.trap);
    }
  }
  return {traps.begin(), traps.end()};
}

Coverage::Coverage(const Machine& machine)
    : machine_(machine), counts_(static_cast<std::size_t>(machine.operation_count())) {
  std::map<std::string, int> numbers;
  for (const auto& instruction : machine.instructions) numbers[instruction_class(machine, instruction)] = 0;
  for (auto& [name, number] : numbers) {
    number = static_cast<int>(class_names_.size());
    class_names_.push_back(name);
    ends_.push_back(name.starts_with("halt"));
  }
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const Instruction& instruction = machine.instructions[op];
    class_of_.push_back(numbers[instruction_class(machine, instruction)]);
    for (const int trap : possible_traps(machine, instruction)) {
      possible_traps_.insert({static_cast<int>(op), trap});
    }
  }
  possible_traps_.insert({-1, trap_code(machine, "bad_pc")});
  possible_traps_.insert({-1, trap_code(machine, "illegal")});
  pairs_.resize(class_names_.size() * class_names_.size());
}

void Coverage::add(const RexaRecord* records, std::uint64_t count) {
  const int classes = static_cast<int>(class_names_.size());
  for (std::uint64_t i = 0; i < count; ++i) {
    const RexaRecord& record = records[i];
    const bool decoded = record.op < counts_.size();
    if (record.trap != 0) traps_.insert({decoded ? record.op : -1, record.trap});
    if (!decoded) {
      previous_ = -1;
      continue;
    }
    ++counts_[record.op];
    if (record.op >= class_of_.size()) {  // a system operation
      previous_ = -1;
      continue;
    }
    const int now = class_of_[record.op];
    if (previous_ >= 0) ++pairs_[static_cast<std::size_t>(previous_ * classes + now)];
    previous_ = now;
  }
}

std::string Coverage::trap_text(const std::pair<int, int>& trap) const {
  const Trap* known = machine_.trap(trap.second);
  const std::string name = known != nullptr ? known->name : std::to_string(trap.second);
  if (trap.first < 0) return name;
  return machine_.operation(trap.first).name + ":" + name;
}

std::vector<Coverage::Figure> Coverage::figures() const {
  Figure instructions{"instructions", 0, counts_.size(), {}};
  for (std::size_t op = 0; op < counts_.size(); ++op) {
    if (counts_[op] > 0) {
      ++instructions.reached;
    } else {
      instructions.missing.push_back(machine_.operation(static_cast<int>(op)).name);
    }
  }
  Figure traps{"traps", 0, possible_traps_.size(), {}};
  for (const auto& trap : possible_traps_) {
    if (traps_.count(trap) != 0) {
      ++traps.reached;
    } else {
      traps.missing.push_back(trap_text(trap));
    }
  }
  Figure pairs{"class pairs", 0, 0, {}};
  const std::size_t classes = class_names_.size();
  for (std::size_t first = 0; first < classes; ++first) {
    if (ends_[first]) continue;
    for (std::size_t second = 0; second < classes; ++second) {
      ++pairs.possible;
      if (pairs_[first * classes + second] > 0) {
        ++pairs.reached;
      } else {
        pairs.missing.push_back("(" + class_names_[first] + ", " + class_names_[second] + ")");
      }
    }
  }
  return {instructions, traps, pairs};
}

std::string Coverage::report(std::size_t most) const {
  std::string text;
  for (const auto& figure : figures()) {
    text += fmt::format("coverage: {} of {} {}", figure.reached, figure.possible, figure.what);
    for (std::size_t i = 0; i < figure.missing.size() && i < most; ++i) {
      text += (i == 0 ? "; missing " : ", ") + figure.missing[i];
    }
    if (figure.missing.size() > most) text += fmt::format(" and {} more", figure.missing.size() - most);
    text += "\n";
  }
  return text;
}

}  // namespace rexa
