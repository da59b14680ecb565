#include "isa/ir.hpp"

#include <algorithm>
#include <set>

namespace rexa {
namespace {

constexpr const char* kOpNames[] = {
    "const", "input", "imm", "pc",  "next_pc", "target", "depth",  "peek",    "load",  "port_read", "register", "system_read", "variable",
    "add",   "sub",   "mul", "div", "rem",     "and",    "or",     "xor",     "shl",   "shr",
    "eq",    "ne",    "lt",  "le",  "not",     "neg",    "select", "convert", "concat"};

class Verifier {
 public:
  explicit Verifier(const InstructionIr& ir) : ir_(ir) {}

  Diagnostics run() {
    for (std::size_t i = 0; i < ir_.values.size(); ++i) check_value(static_cast<ValueId>(i));
    if (ir_.blocks.empty()) fail("no blocks");
    if (!diagnostics_.empty()) return diagnostics_;
    visits_.assign(ir_.blocks.size(), 0);
    path_uses_.assign(ir_.paths.size(), 0);
    check_block(0, {}, 0, false);
    for (std::size_t i = 0; i < visits_.size(); ++i) {
      if (visits_[i] == 0) fail("block b" + std::to_string(i) + " cannot be reached");
    }
    for (std::size_t i = 0; i < path_uses_.size(); ++i) {
      if (path_uses_[i] == 0) fail("path p" + std::to_string(i) + " belongs to no block");
    }
    return diagnostics_;
  }

 private:
  using Reads = std::set<ValueId>;

  void fail(const std::string& message) {
    diagnostics_.push_back(error("ir-malformed", "instruction '" + ir_.name + "': " + message));
  }

  const Value& at(ValueId id) const { return ir_.values[static_cast<std::size_t>(id)]; }

  void check_value(ValueId id) {
    const Value& value = at(id);
    const std::string name = "v" + std::to_string(id);
    if (value.type.bits < 1 || value.type.bits > 64) fail(name + " has no proper type");
    for (ValueId arg : value.args) {
      if (arg < 0 || arg >= id) {
        fail(name + " uses a value that does not precede it");
        return;
      }
    }
    const std::size_t count = arity(value.op);
    if (value.args.size() != count) {
      fail(name + " needs " + std::to_string(count) + " arguments");
      return;
    }
    if (!types_fit(value)) fail(name + ": the types of '" + to_string(value.op) + "' do not fit");
    if (value.op == Op::kInput && (value.imm < 0 || value.imm >= ir_.inputs[static_cast<int>(value.stack)])) {
      fail(name + " is an input that the instruction does not take");
    }
    if (value.op == Op::kInput || value.op == Op::kRegister || value.op == Op::kSysRead) check_cell(value.type, name);
    if (value.op == Op::kRegister && value.imm < 0) fail(name + " is no register");
    if (value.op == Op::kVariable) fail(name + " is a variable");
  }

  static std::size_t arity(Op op) {
    switch (op) {
      case Op::kConst:
      case Op::kInput:
      case Op::kImm:
      case Op::kPc:
      case Op::kNextPc:
      case Op::kTarget:
      case Op::kDepth:
        return 0;
      case Op::kRegister:
      case Op::kVariable:
        return 0;
      case Op::kPeek:
      case Op::kLoad:
      case Op::kPortRead:
      case Op::kSysRead:
      case Op::kNot:
      case Op::kNeg:
      case Op::kConvert:
        return 1;
      case Op::kSelect:
        return 3;
      default:
        return 2;
    }
  }

  bool types_fit(const Value& value) const {
    const auto arg = [&](std::size_t i) { return at(value.args[i]).type; };
    const Type flag{false, 1};
    switch (value.op) {
      case Op::kAdd:
      case Op::kSub:
      case Op::kMul:
      case Op::kDiv:
      case Op::kRem:
      case Op::kAnd:
      case Op::kOr:
      case Op::kXor:
        return arg(0) == value.type && arg(1) == value.type;
      case Op::kShl:
      case Op::kShr:
        return arg(0) == value.type && !arg(1).is_signed;
      case Op::kEq:
      case Op::kNe:
      case Op::kLt:
      case Op::kLe:
        return arg(0) == arg(1) && value.type == flag;
      case Op::kNot:
      case Op::kNeg:
        return arg(0) == value.type;
      case Op::kSelect:
        return arg(0) == flag && arg(1) == value.type && arg(2) == value.type;
      case Op::kConcat:
        return value.type.bits == arg(0).bits + arg(1).bits;
      case Op::kPeek:
      case Op::kPortRead:
      case Op::kSysRead:
        return !arg(0).is_signed;
      case Op::kLoad:
        return !arg(0).is_signed && value.type.bits == 8 * value.imm &&
               (value.imm == 1 || value.imm == 2 || value.imm == 4);
      default:
        return true;
    }
  }

  void check_cell(Type type, const std::string& name) {
    if (cell_bits_ == 0) cell_bits_ = type.bits;
    if (type.bits != cell_bits_) fail(name + " is not one cell wide");
  }

  // Every load or port read that `id` rests on must have been performed.
  void check_use(ValueId id, const Reads& reads, const std::string& user) {
    if (id < 0 || id >= static_cast<ValueId>(ir_.values.size())) {
      fail(user + " uses a value that does not exist");
      return;
    }
    const Op op = at(id).op;
    if ((op == Op::kLoad || op == Op::kPortRead || op == Op::kSysRead) && reads.count(id) == 0) {
      fail(user + " uses v" + std::to_string(id) + " before it is read");
      return;
    }
    for (ValueId arg : at(id).args) check_use(arg, reads, user);
  }

  bool exists(int index) const { return index >= 0 && index < static_cast<int>(ir_.blocks.size()); }

  void check_block(int index, Reads reads, int stores, bool effect) {
    const std::string name = "block b" + std::to_string(index);
    const Block& block = ir_.blocks[static_cast<std::size_t>(index)];
    if (++visits_[static_cast<std::size_t>(index)] > 1) {
      fail(name + " is reached twice: blocks form a tree");
      return;
    }
    for (const Action& action : block.actions) check_action(action, name, reads, stores, effect);
    if (block.condition == kNone) {
      if (block.path < 0 || block.path >= static_cast<int>(ir_.paths.size()))
        fail(name + " leaves by no path");
      else
        check_leaf(block.path, reads);
      return;
    }
    check_use(block.condition, reads, name);
    if (diagnostics_.empty() && at(block.condition).type != Type{false, 1}) fail(name + " branches on no flag");
    if (block.path != kNone) fail(name + " both branches and leaves");
    if (!exists(block.then_block) || !exists(block.else_block)) {
      fail(name + " branches to no block");
      return;
    }
    check_block(block.then_block, reads, stores, effect);
    check_block(block.else_block, reads, stores, effect);
  }

  void check_action(const Action& action, const std::string& name, Reads& reads, int& stores, bool& effect) {
    switch (action.kind) {
      case ActionKind::kRead: {
        if (action.value < 0 || action.value >= static_cast<ValueId>(ir_.values.size()) ||
            (at(action.value).op != Op::kLoad && at(action.value).op != Op::kPortRead &&
             at(action.value).op != Op::kSysRead)) {
          fail(name + " reads what is neither load, port_read nor system_read");
          return;
        }
        check_use(at(action.value).args[0], reads, name);
        if (!reads.insert(action.value).second) fail(name + " performs a read twice");
        if (at(action.value).op == Op::kPortRead) effect = true;
        return;
      }
      case ActionKind::kTrapIf:
        check_use(action.condition, reads, name);
        if (action.trap <= 0 || action.trap > 255) fail(name + " has a trap without a proper code");
        if (effect) fail(name + " traps after an effect");
        return;
      case ActionKind::kStore:
        check_use(action.address, reads, name);
        check_use(action.value, reads, name);
        if (diagnostics_.empty() && at(action.value).type.bits != 8 * action.bytes) {
          fail(name + " stores a value of another width");
        }
        if (++stores > 2) fail(name + " makes a third store");
        effect = true;
        return;
      case ActionKind::kPortWrite:
      case ActionKind::kSysWrite:
        check_use(action.address, reads, name);
        check_use(action.value, reads, name);
        if (action.kind == ActionKind::kSysWrite && diagnostics_.empty()) check_cell(at(action.value).type, name);
        effect = true;
        return;
      case ActionKind::kLoop:
        return fail(name + " keeps a loop");
    }
  }

  void check_leaf(int index, const Reads& reads) {
    const std::string name = "path p" + std::to_string(index);
    if (++path_uses_[static_cast<std::size_t>(index)] > 1) fail(name + " is used by two blocks");
    const Leaf& leaf = ir_.paths[static_cast<std::size_t>(index)];
    for (int stack = 0; stack < kStackCount; ++stack) {
      const std::vector<ValueId>& outputs = leaf.outputs[stack];
      if (static_cast<int>(outputs.size()) > ir_.max_outputs[stack])
        fail(name + " leaves more cells than declared");
      for (ValueId id : outputs) {
        check_use(id, reads, name);
        if (diagnostics_.empty()) check_cell(at(id).type, name);
      }
    }
    if (leaf.jump != kNone) check_use(leaf.jump, reads, name);
    if (leaf.halt && (leaf.reschedule || leaf.rebases())) fail(name + " halts and goes on");
    const auto is_given = [](ValueId id) { return id != kNone; };
    const auto depths = std::count_if(std::begin(leaf.depth), std::end(leaf.depth), is_given);
    if (depths != 0 && (depths != kStackCount || leaf.jump == kNone)) {
      fail(name + " sets depths: it must set all of them and jump");
    }
    for (ValueId id : leaf.depth) {
      if (id != kNone) check_use(id, reads, name);
    }
    int last = -1;
    for (const Leaf::RegisterWrite& write : leaf.registers) {
      if (write.index <= last) fail(name + " writes registers out of order");
      last = write.index;
      check_use(write.value, reads, name);
      if (diagnostics_.empty()) check_cell(at(write.value).type, name);
    }
  }

  const InstructionIr& ir_;
  Diagnostics diagnostics_;
  std::vector<int> visits_, path_uses_;
  int cell_bits_ = 0;
};

}  // namespace

std::string to_string(Type type) { return (type.is_signed ? "s" : "u") + std::to_string(type.bits); }

const char* to_string(Op op) { return kOpNames[static_cast<std::size_t>(op)]; }

std::vector<const Action*> trap_actions(const InstructionIr& instruction) {
  std::vector<const Action*> traps;
  for (const Block& block : instruction.blocks) {
    for (const Action& action : block.actions) {
      if (action.kind == ActionKind::kTrapIf) traps.push_back(&action);
    }
  }
  return traps;
}

std::size_t trap_index(const InstructionIr& instruction, const Action& trap) {
  const std::vector<const Action*> traps = trap_actions(instruction);
  return static_cast<std::size_t>(std::find(traps.begin(), traps.end(), &trap) - traps.begin());
}

Diagnostics verify_ir(const InstructionIr& instruction) { return Verifier(instruction).run(); }

}  // namespace rexa
