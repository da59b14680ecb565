// Textual form of the IR. isa/ir_parse.cpp reads it back; grammar: docs/reference-ir.md.
#include "isa/ir.hpp"

namespace rexa {
namespace {

constexpr const char* kStackNames[kStackCount] = {"data", "return", "loop"};

std::string number(std::int64_t value) { return std::to_string(value); }
std::string value_name(ValueId id) { return "v" + number(id); }
std::string stack_name(StackId stack) { return kStackNames[static_cast<int>(stack)]; }

std::string counts(const char* keyword, const int (&list)[kStackCount]) {
  std::string text = keyword;
  for (int stack = 0; stack < kStackCount; ++stack) {
    text += " ";
    text += kStackNames[stack];
    text += " " + number(list[stack]);
  }
  return text + "\n";
}

std::string print_value(ValueId id, const Value& value) {
  std::string text = value_name(id) + ": " + to_string(value.type) + " = " + to_string(value.op);
  switch (value.op) {
    case Op::kInput:
      text += " " + stack_name(value.stack) + " " + number(value.imm);
      break;
    case Op::kConst:
    case Op::kLoad:
    case Op::kRegister:
      text += " " + number(value.imm);
      break;
    case Op::kDepth:
    case Op::kPeek:
      text += " " + stack_name(value.stack);
      break;
    default:
      break;
  }
  for (ValueId arg : value.args) text += " " + value_name(arg);
  return text + "\n";
}

std::string print_action(const Action& action) {
  switch (action.kind) {
    case ActionKind::kRead:
      return "  read " + value_name(action.value) + "\n";
    case ActionKind::kTrapIf:
      return "  trap_if " + value_name(action.condition) + " " + number(action.trap) + "\n";
    case ActionKind::kStore:
      return "  store " + number(action.bytes) + " " + value_name(action.address) + " " +
             value_name(action.value) + "\n";
    case ActionKind::kPortWrite:
      return "  port_write " + value_name(action.address) + " " + value_name(action.value) + "\n";
    case ActionKind::kSysWrite:
      return "  system_write " + value_name(action.address) + " " + value_name(action.value) + "\n";
    case ActionKind::kLoop:
      break;  // the form that keeps loops has no text
  }
  return "";
}

std::string print_block(std::size_t index, const Block& block) {
  std::string text = "block b" + std::to_string(index) + "\n";
  for (const Action& action : block.actions) text += print_action(action);
  if (block.condition == kNone) return text + "  leave p" + number(block.path) + "\n";
  return text + "  branch " + value_name(block.condition) + " b" + number(block.then_block) + " b" +
         number(block.else_block) + "\n";
}

std::string print_leaf(std::size_t index, const Leaf& leaf) {
  std::string text = "path p" + std::to_string(index) + "\n";
  for (int stack = 0; stack < kStackCount; ++stack) {
    if (leaf.outputs[stack].empty()) continue;
    text += "  ";
    text += kStackNames[stack];
    for (ValueId id : leaf.outputs[stack]) text += " " + value_name(id);
    text += "\n";
  }
  if (leaf.jump != kNone) text += "  jump " + value_name(leaf.jump) + "\n";
  if (leaf.halt) text += "  halt\n";
  if (leaf.reschedule) text += "  switch\n";
  if (leaf.rebases()) {
    text += "  set_depth";
    for (ValueId id : leaf.depth) text += " " + value_name(id);
    text += "\n";
  }
  for (const Leaf::RegisterWrite& write : leaf.registers) {
    text += "  register " + number(write.index) + " " + value_name(write.value) + "\n";
  }
  return text;
}

}  // namespace

std::string print_ir(const InstructionIr& instruction) {
  std::string text = "instruction " + instruction.name + "\n";
  text += counts("takes", instruction.inputs);
  text += counts("leaves", instruction.max_outputs);
  for (std::size_t i = 0; i < instruction.values.size(); ++i) {
    text += print_value(static_cast<ValueId>(i), instruction.values[i]);
  }
  for (std::size_t i = 0; i < instruction.blocks.size(); ++i) text += print_block(i, instruction.blocks[i]);
  for (std::size_t i = 0; i < instruction.paths.size(); ++i) text += print_leaf(i, instruction.paths[i]);
  return text + "end\n";
}

}  // namespace rexa
