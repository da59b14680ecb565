#include "sim/word_use.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "isa/spec_document.hpp"

namespace rexa {
namespace {

// The data stack inputs that `value` depends on.
void collect_inputs(const InstructionIr& ir, ValueId id, std::set<int>& inputs) {
  if (id == kNone) return;
  const Value& value = ir.values[static_cast<std::size_t>(id)];
  if (value.op == Op::kInput && value.stack == StackId::kData) inputs.insert(static_cast<int>(value.imm));
  if (value.op == Op::kLoad || value.op == Op::kPeek) return;
  for (const ValueId argument : value.args) collect_inputs(ir, argument, inputs);
}

class Analysis {
 public:
  Analysis(const Machine& machine, const InstructionIr& ir, WordUse& use)
      : machine_(machine), ir_(ir), use_(use) {
    use_.operands.assign(static_cast<std::size_t>(ir.inputs[0]), OperandKind::kAny);
  }

  void run() {
    // Weakest first: a later mark replaces an earlier one.
    for (const auto& block : ir_.blocks) mark_checked(block);
    for (const auto& value : ir_.values) {
      if (value.op == Op::kPeek) mark(value.args[0], index_kind(value.stack));
      if (value.op == Op::kPortRead) mark(value.args[0], OperandKind::kPort);
    }
    for (const auto& value : ir_.values) {
      if (value.op == Op::kLoad) mark_address(value.args[0], static_cast<int>(value.imm));
    }
    for (const auto& block : ir_.blocks) {
      for (const auto& action : block.actions) {
        if (action.kind == ActionKind::kPortWrite) mark(action.address, OperandKind::kPort);
        if (action.kind == ActionKind::kStore) mark_address(action.address, action.bytes);
      }
    }
    for (const auto& value : ir_.values) {
      if (value.op != Op::kAdd) continue;
      for (const std::size_t other : {0U, 1U}) {
        const Value& now = ir_.values[static_cast<std::size_t>(value.args[1 - other])];
        if (now.op == Op::kPortRead) mark(value.args[other], OperandKind::kTime);
      }
    }
    for (const auto& leaf : ir_.paths) mark_leaf(leaf);
    const bool loads = std::any_of(ir_.values.begin(), ir_.values.end(),
                                   [](const Value& value) { return value.op == Op::kLoad; });
    use_.blocks = use_.waits && (loads || use_.jumps);
  }

 private:
  static OperandKind index_kind(StackId stack) {
    if (stack == StackId::kLoop) return OperandKind::kLoopIndex;
    return stack == StackId::kReturn ? OperandKind::kReturnIndex : OperandKind::kDataIndex;
  }

  void mark(ValueId value, OperandKind kind) {
    std::set<int> inputs;
    collect_inputs(ir_, value, inputs);
    for (const int input : inputs) use_.operands[static_cast<std::size_t>(input)] = kind;
  }

  void mark_address(ValueId address, int bytes) {
    mark(address, OperandKind::kAddress);
    // Two loads of neighbouring cells are one access of a double.
    use_.access_bytes = use_.access_bytes == 0 ? bytes : 2 * machine_.parameters.cell_bytes();
  }

  void mark_checked(const Block& block) {
    for (const auto& action : block.actions) {
      if (action.kind != ActionKind::kTrapIf) continue;
      const Trap* trap = machine_.trap(action.trap);
      const bool divides = trap != nullptr && trap->name == "div_zero";
      if (!divides && (trap == nullptr || trap->name != "bad_argument")) continue;
      std::set<int> inputs;
      collect_inputs(ir_, action.condition, inputs);
      // Of a double, only the low cell need be odd; it is the deeper one.
      const OperandKind kind = divides ? OperandKind::kDivisor : OperandKind::kArgument;
      if (!inputs.empty()) use_.operands[static_cast<std::size_t>(*inputs.rbegin())] = kind;
    }
  }

  void mark_leaf(const Leaf& leaf) {
    if (leaf.jump != kNone) mark(leaf.jump, OperandKind::kTarget);
    use_.waits = use_.waits || leaf.reschedule;
    use_.jumps = use_.jumps || leaf.halt || leaf.jump != kNone;
    for (int s = 0; s < kStackCount; ++s) {
      if (static_cast<int>(leaf.outputs[s].size()) != ir_.max_outputs[s]) use_.uneven = true;
    }
  }

  const Machine& machine_;
  const InstructionIr& ir_;
  WordUse& use_;
};

// Cells on either side of "--" in "( a b:double -- c )".
void count_cells(const std::string& effect, int& inputs, int& outputs) {
  std::istringstream text(effect);
  int* side = &inputs;
  for (std::string token; text >> token;) {
    if (token == "(" || token == ")") continue;
    if (token == "--") {
      side = &outputs;
      continue;
    }
    *side += token.find(":double") != std::string::npos || token.find(":udouble") != std::string::npos ? 2 : 1;
  }
}

WordUse library_use(const Machine& machine, const LibraryWord& word, const std::map<std::string, int>& costs) {
  WordUse use;
  use.word = word.word;
  count_cells(word.stack_text, use.inputs[0], use.outputs[0]);
  use.operands.assign(static_cast<std::size_t>(use.inputs[0]), OperandKind::kAny);
  std::istringstream text(word.define);
  bool loops = false, recurs = false, divides = false, checks = false;
  int tokens = 0;
  for (std::string token; text >> token; ++tokens) {
    const auto known = costs.find(token);
    use.cost += known == costs.end() ? 1 : known->second;
    loops = loops || token == "begin";
    recurs = recurs || (token == word.word && tokens > 1);
    divides = divides || token == "nonzero";
    checks = checks || token == "valid" || token == "lowp";
  }
  const int bits = machine.parameters.cell_bits;
  if (loops) use.cost *= bits;
  if (recurs) use.cost *= 6;
  if (divides && !use.operands.empty()) use.operands[0] = OperandKind::kDivisor;
  // Checked is the top, or what stands below an address there: that of a double.
  const bool addressed = word.stack_text.find(":addr --") != std::string::npos && use.operands.size() > 1;
  if (addressed) {
    use.operands[0] = OperandKind::kAddress;
    use.access_bytes = 2 * machine.parameters.cell_bytes();
  }
  if (checks && !use.operands.empty()) use.operands[addressed ? 1 : 0] = OperandKind::kArgument;
  return use;
}

}  // namespace

WordUse instruction_use(const Machine& machine, int op) {
  const Instruction& instruction = machine.instructions[static_cast<std::size_t>(op)];
  WordUse use;
  use.word = instruction.word;
  use.op = op;
  for (int s = 0; s < kStackCount; ++s) {
    use.inputs[s] = instruction.ir.inputs[s];
    use.outputs[s] = instruction.ir.max_outputs[s];
  }
  Analysis(machine, instruction.ir, use).run();
  return use;
}

std::vector<WordUse> text_words(const Machine& machine) {
  std::set<std::string> directives;
  for (const auto& directive : machine.directives) directives.insert(directive.word);
  std::vector<WordUse> uses;
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const Instruction& instruction = machine.instructions[op];
    if (instruction.internal || directives.count(instruction.word) != 0) continue;
    if (instruction.word.find('#') != std::string::npos) continue;
    WordUse use = instruction_use(machine, static_cast<int>(op));
    const auto rebases = [](const Leaf& leaf) { return leaf.rebases(); };
    if (use.waits || std::any_of(instruction.ir.paths.begin(), instruction.ir.paths.end(), rebases)) continue;
    uses.push_back(std::move(use));
  }
  std::map<std::string, int> costs;
  for (const auto& word : machine.library) {
    WordUse use = library_use(machine, word, costs);
    costs[word.word] = use.cost;
    if (word.internal || word.stack_text.empty() || word.set == kTaskSet) continue;
    // Number output recurs once per digit, at worst in base 2; the double forms take twice that.
    const int digits = machine.parameters.cell_bits * (use.inputs[0] > 1 ? 2 : 1);
    const bool prints = use.outputs[0] == 0 && use.cost > 40;
    use.headroom[0] = prints ? digits * std::max(use.inputs[0], 1) + 8 : 8;
    use.headroom[1] = prints ? digits + 6 : 6;
    use.headroom[2] = 2;
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace rexa
