#include "sim/code_writer.hpp"

#include <algorithm>

namespace rexa {
namespace {

JumpKind jump_kind(const InstructionIr& ir, ValueId id) {
  const Value* value = &ir.values[static_cast<std::size_t>(id)];
  while (value->op == Op::kConvert) value = &ir.values[static_cast<std::size_t>(value->args[0])];
  switch (value->op) {
    case Op::kTarget:
      return JumpKind::kRelative;
    case Op::kImm:
      return JumpKind::kAbsolute;
    default:
      if (value->op != Op::kInput) return JumpKind::kElsewhere;  // to itself, or as system memory says
      return value->stack == StackId::kReturn ? JumpKind::kReturnStack : JumpKind::kDataStack;
  }
}

OpUse use_of(const Machine& machine, int op) {
  const InstructionIr& ir = machine.instructions[static_cast<std::size_t>(op)].ir;
  OpUse use;
  use.use = instruction_use(machine, op);
  std::copy(ir.max_outputs, ir.max_outputs + kStackCount, use.least_outputs);
  for (const auto& leaf : ir.paths) {
    for (int s = 0; s < kStackCount; ++s) {
      use.least_outputs[s] = std::min(use.least_outputs[s], static_cast<int>(leaf.outputs[s].size()));
    }
    use.halts = use.halts || leaf.halt;
    if (leaf.jump != kNone) use.jump = jump_kind(ir, leaf.jump);
  }
  return use;
}

// Takes one cell of data, leaves one on `stack`.
bool moves_to(const OpUse& op, int stack) {
  const WordUse& use = op.use;
  const int other = 3 - stack;
  return op.jump == JumpKind::kNone && use.inputs[0] == 1 && use.outputs[0] == 0 && use.inputs[stack] == 0 &&
         use.outputs[stack] == 1 && use.outputs[other] == 0 && use.inputs[other] == 0;
}

}  // namespace

OpUses::OpUses(const Machine& machine) {
  for (int op = 0; op < static_cast<int>(machine.instructions.size()); ++op) {
    ops.push_back(use_of(machine, op));
    const OpUse& use = ops.back();
    const std::string& role = machine.instructions[static_cast<std::size_t>(op)].role;
    if (role == "literal_short") literal_short = op;
    if (role == "literal_long") literal_long = op;
    if (role == "jump") jump = op;
    if (role == "return") leave = op;
    if (role == "do") begin_loop = op;
    if (use.halts && halt < 0) halt = op;
    if (moves_to(use, 1) && to_return < 0) to_return = op;
    if (moves_to(use, 2) && to_loop < 0) to_loop = op;
    if (machine.instructions[static_cast<std::size_t>(op)].word == "drop") drop = op;
  }
}

int CodeWriter::put(int op, std::int64_t operand) {
  const int at = size();
  const Instruction& instruction = machine_.instructions[static_cast<std::size_t>(op)];
  const Format& format = machine_.formats[static_cast<std::size_t>(instruction.format)];
  code_.resize(code_.size() + static_cast<std::size_t>(format.bytes));
  patch(at, op, operand);
  return at;
}

void CodeWriter::patch(int at, int op, std::int64_t operand) {
  const Instruction& instruction = machine_.instructions[static_cast<std::size_t>(op)];
  const Format& format = machine_.formats[static_cast<std::size_t>(instruction.format)];
  const std::uint64_t mask = (std::uint64_t{1} << format.imm_bits) - 1;
  const std::uint64_t word = instruction.base | (static_cast<std::uint64_t>(operand) & mask);
  for (int b = 0; b < format.bytes; ++b) {
    code_[static_cast<std::size_t>(at + b)] = static_cast<std::uint8_t>(word >> (8 * (format.bytes - 1 - b)));
  }
}

void CodeWriter::aim(int at, int op, int target) {
  const bool relative = uses_.ops[static_cast<std::size_t>(op)].jump == JumpKind::kRelative;
  patch(at, op, relative ? target - at : target);
}

int CodeWriter::literal(std::int64_t value, bool always_long) {
  const bool fits = value >= -8192 && value < 8192;
  const bool use_short = uses_.literal_short >= 0 && (uses_.literal_long < 0 || (fits && !always_long));
  return put(use_short ? uses_.literal_short : uses_.literal_long, value);
}

}  // namespace rexa
