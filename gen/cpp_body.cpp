#include "gen/cpp_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "gen/cpp_expression.hpp"
#include "gen/names.hpp"

namespace rexa {

namespace {

constexpr const char* kStackName[kStackCount] = {"data", "return", "loop"};
constexpr StackId kStacks[kStackCount] = {StackId::kData, StackId::kReturn, StackId::kLoop};
// A local is worth a line of its own when its value would make the line longer than this.
constexpr std::size_t kLongExpression = 72;

class BodyPrinter {
 public:
  BodyPrinter(const Machine& machine, const Instruction& instruction, const InstructionIr& ir, std::string op,
              int indent)
      : machine_(machine),
        instruction_(instruction),
        ir_(ir),
        op_(std::move(op)),
        indent_(indent),
        expression_(ir_),
        uses_(ir_.values.size(), 0) {}

  std::string print() {
    count_uses();
    stack_checks();
    operands();
    block(0);
    return std::move(text_);
  }

 private:
  const Value& value(ValueId id) const { return ir_.values[static_cast<std::size_t>(id)]; }
  bool is_system_operation() const { return instruction_.format < 0; }
  const Format& format() const { return machine_.formats[static_cast<std::size_t>(instruction_.format)]; }
  int bytes() const { return is_system_operation() ? 0 : format().bytes; }

  template <class... Args>
  void line(fmt::format_string<Args...> text, Args&&... args) {
    text_ += std::string(static_cast<std::size_t>(indent_), ' ');
    text_ += fmt::format(text, std::forward<Args>(args)...);
    text_ += '\n';
  }

  // --- Which values are needed, and how often

  void use(ValueId id) {
    if (id == kNone || uses_[static_cast<std::size_t>(id)]++ > 0) return;
    if (value(id).op == Op::kSysRead) return;  // counted where it is read
    for (const ValueId arg : value(id).args) use(arg);
  }

  // The input that is left where it is: nothing to do for it.
  bool stays(StackId stack, std::size_t place, ValueId id) const {
    const Value& v = value(id);
    const int inputs = ir_.inputs[static_cast<int>(stack)];
    return v.op == Op::kInput && v.stack == stack && v.imm == inputs - 1 - static_cast<int>(place);
  }

  void count_uses() {
    for (const Block& b : ir_.blocks) {
      for (const Action& action : b.actions) count_uses(action);
      use(b.condition);
    }
    for (const Loop& loop : ir_.loops) {
      for (const Action& action : loop.actions) count_uses(action);
      for (const Loop::Variable& v : loop.variables) use(v.initial), use(v.next);
    }
    for (const Leaf& leaf : ir_.paths) {
      for (const StackId stack : kStacks) {
        const auto& outputs = leaf.outputs[static_cast<int>(stack)];
        for (std::size_t i = 0; i < outputs.size(); ++i) {
          if (!leaves_in_place(stack, leaf, i)) use(outputs[i]);
        }
      }
      use(leaf.jump);
      for (const ValueId depth : leaf.depth) use(depth);
      for (const Leaf::RegisterWrite& write : leaf.registers) use(write.value);
    }
  }

  void count_uses(const Action& action) {
    if (action.kind == ActionKind::kRead) {
      for (const ValueId arg : value(action.value).args)
        value(action.value).op == Op::kSysRead ? use_row(arg) : use(arg);
    } else {
      use(action.value);
    }
    action.kind == ActionKind::kSysWrite ? use_row(action.address) : use(action.address);
    use(action.condition);
  }

  // However many of its cells are read and written, an address in system memory is used once: for the pointer.
  void use_row(ValueId address) {
    const SystemCell cell = system_cell(address);
    if (!cell.is_own && rows_.insert(cell.row).second) use(cell.row);
  }

  // In memory before and after, or in `top` before and after.
  bool leaves_in_place(StackId stack, const Leaf& leaf, std::size_t place) const {
    const auto& outputs = leaf.outputs[static_cast<int>(stack)];
    if (!stays(stack, place, outputs[place])) return false;
    if (stack != StackId::kData) return true;
    const bool was_top = value(outputs[place]).imm == 0;
    const bool is_top = place + 1 == outputs.size();
    return was_top == is_top;
  }

  // --- Before the body

  void stack_checks() {
    const bool early = stack_needs(instruction_).has_value();
    for (int s = 0; s < kStackCount; ++s) {
      if (ir_.inputs[s] == 0) continue;
      check(early, fmt::format("{}_depth < {}", kStackName[s], ir_.inputs[s]),
            trap_enumerator(machine_, fmt::format("{}_underflow", kStackName[s])));
    }
    for (int s = 0; s < kStackCount; ++s) {
      const int most = machine_.parameters.stack_cells[s] + ir_.inputs[s] - ir_.max_outputs[s];
      if (ir_.max_outputs[s] <= ir_.inputs[s]) continue;
      check(early, most < 0 ? "true" : fmt::format("{}_depth > {}", kStackName[s], most),
            trap_enumerator(machine_, fmt::format("{}_overflow", kStackName[s])));
    }
  }

  void check(bool early, const std::string& condition, const std::string& trap) {
    if (early)
      line("REXA_STACK_TRAP_IF({}, {}, Op::{}, {});", condition, trap, op_, bytes());
    else
      line("REXA_TRAP_IF({}, {}, Op::{}, {}, -1);", condition, trap, op_, bytes());
  }

  // Locals for what the instruction is given; a value that no one uses gets none.
  void operands() {
    for (ValueId id = 0; id < static_cast<ValueId>(ir_.values.size()); ++id) {
      if (uses_[static_cast<std::size_t>(id)] == 0) continue;
      const Value& v = value(id);
      switch (v.op) {
        case Op::kInput:
          expression_.name(id, input(v));
          break;
        case Op::kImm:
          expression_.name(id, declare_once("imm", immediate()));
          break;
        case Op::kPc:
          expression_.name(id, own_pc());
          break;
        case Op::kNextPc:
          expression_.name(id, declare_once("next_pc", sequential()));
          break;
        case Op::kTarget:
          expression_.name(id, declare_once("target", target()));
          break;
        case Op::kDepth: {
          const int s = static_cast<int>(v.stack);
          expression_.name(id, declare_once(fmt::format("{}_left", kStackName[s]),
                                            fmt::format("{}_depth - {}", kStackName[s], ir_.inputs[s])));
          break;
        }
        case Op::kRegister:
          expression_.name(id, machine_register(machine_.registers[static_cast<std::size_t>(v.imm)].name));
          break;
        default:
          break;
      }
    }
  }

  // As it was before the instruction. The size of the frame's data is that which no memory's end cuts off. In place
  // unless the instruction writes registers: so it can be the operand of a machine instruction.
  std::string machine_register(const std::string& name) {
    const std::string place =
        name == "data_size" ? "reach.data_size" : fmt::format("context.registers[Register::{}]", enumerator(name));
    const bool writes = std::any_of(ir_.paths.begin(), ir_.paths.end(), [](const Leaf& l) { return !l.registers.empty(); });
    return writes ? declare_once("register_" + name, place) : place;
  }

  std::string declare_once(const std::string& name, const std::string& initialiser) {
    if (declared_.emplace(name, initialiser).second) line("const uint32_t {} = {};", name, initialiser);
    return name;
  }

  std::string input(const Value& v) {
    const int s = static_cast<int>(v.stack);
    if (v.stack == StackId::kData) {
      if (v.imm == 0) return "top";
      return declare_once(fmt::format("s{}", v.imm), below_top(v.imm));
    }
    return declare_once(fmt::format("{}{}", kStackName[s][0], v.imm),
                        stack_cell(s, -static_cast<int>(v.imm) - 1));
  }

  // The item so many places below the top, as it was before the instruction.
  std::string below_top(std::int64_t place) const {
    constexpr int kAtHand = 3;  // of REXA_BELOW
    if (is_system_operation() || place > kAtHand) return stack_cell(0, -static_cast<int>(place));
    return fmt::format("REXA_BELOW({})", place);
  }

  // A cell of a stack, counted from the first one free; of the data stack: from where the top would go.
  static std::string stack_cell(int stack, int place) {
    constexpr const char* kMacro[kStackCount] = {"REXA_DATA", "REXA_RETURN", "REXA_LOOP"};
    return fmt::format("{}({})", kMacro[stack], place);
  }

  std::string operand_bits() const {
    const std::string word = fmt::format("REXA_FETCH({})", format().bytes);
    return format().imm_bits >= 8 * format().bytes ? word
                                                   : fmt::format("low_bits<{}>({})", format().imm_bits, word);
  }
  std::string immediate() const {
    // Zero-extended to the operand's own width, whatever its sign: the IR extends it further.
    return operand_bits();
  }
  std::string wrapped_address(const std::string& sum) const {
    return machine_.parameters.cell_bits < 32
               ? fmt::format("low_bits<{}>({})", machine_.parameters.cell_bits, sum)
               : sum;
  }
  std::string sequential() const {
    return is_system_operation() ? "pc" : fmt::format("REXA_NEXT_PC({})", format().bytes);
  }
  std::string own_pc() const {
    return is_system_operation() ? "pc" : fmt::format("REXA_OWN_PC({})", format().bytes);
  }
  std::string target() const {
    return wrapped_address(
        fmt::format("{} + uint32_t(sign_extend<{}>(REXA_FETCH({})))", own_pc(), format().imm_bits, format().bytes));
  }

  // --- Values

  static bool is_given(Op op) {
    return op == Op::kConst || op == Op::kInput || op == Op::kImm || op == Op::kPc || op == Op::kNextPc ||
           op == Op::kTarget || op == Op::kDepth || op == Op::kRegister || op == Op::kVariable;
  }

  void declare(ValueId id, const std::string& initialiser) {
    const std::string local = fmt::format("v{}", id);
    line("const {} {} = {};", CppExpression::local_type(value(id).type), local, initialiser);
    adopt(id, local);
  }
  void adopt(ValueId id, const std::string& local) {
    expression_.name(id, local);
    scope_.push_back(id);
  }

  // Makes locals for the shared and the long values below `id`, arguments first.
  void prepare(ValueId id) {
    if (id == kNone || expression_.named(id)) return;
    const Value& v = value(id);
    if (is_given(v.op)) return;
    for (const ValueId arg : v.args) prepare(arg);
    if (v.op == Op::kPeek) {
      declare(id, peek(v));
    } else if (uses_[static_cast<std::size_t>(id)] > 1 || expression_.loose(id).size() > kLongExpression) {
      const std::string initialiser = expression_.initialiser(id);
      if (is_identifier(initialiser))
        adopt(id, initialiser);
      else if (!is_cheap(v))
        declare(id, initialiser);
    }
  }

  // A conversion that changes nothing needs no local of its own, one that only widens a flag or a cell neither.
  static bool is_identifier(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  }
  bool is_cheap(const Value& v) const {
    return v.op == Op::kConvert && expression_.named(v.args[0]) && !value(v.args[0]).type.is_signed &&
           v.type.bits >= value(v.args[0]).type.bits;
  }

  // Total: nothing lies past the bottom but zeros.
  std::string peek(const Value& v) {
    const int s = static_cast<int>(v.stack);
    const std::string left = fmt::format("{}_depth - {}", kStackName[s], ir_.inputs[s]);
    const std::string index = expression_.exact(v.args[0]);
    if (v.stack == StackId::kData && ir_.inputs[s] == 0)
      return fmt::format("peek_below_top(data_stack, {}, top, {})", left, index);
    return fmt::format("{}({}_stack, {}, {})", v.stack == StackId::kData ? "peek_data" : "peek", kStackName[s],
                       left, index);
  }

  // --- Blocks

  void block(int index) {
    const Block& b = ir_.blocks[static_cast<std::size_t>(index)];
    for (const Action& a : b.actions) action(a);
    if (b.condition == kNone) return leaf(b.path);
    prepare(b.condition);
    line("if ({}) {{", expression_.condition(b.condition));
    nested(b.then_block);
    line("}} else {{");
    nested(b.else_block);
    line("}}");
  }

  void nested(int index) {
    scoped([&] { block(index); });
  }

  // Locals made meanwhile are forgotten afterwards.
  template <class Print>
  void scoped(Print print) {
    const std::size_t outer = scope_.size();
    const auto declared = declared_;
    indent_ += 2;
    print();
    indent_ -= 2;
    for (; scope_.size() > outer; scope_.pop_back()) expression_.unname(scope_.back());
    declared_ = declared;
  }

  void action(const Action& a) {
    switch (a.kind) {
      case ActionKind::kRead:
        return read(a.value);
      case ActionKind::kTrapIf:
        prepare(a.condition);
        return line("REXA_TRAP_IF({}, {}, Op::{}, {}, {});", expression_.condition(a.condition),
                    trap_enumerator(machine_, a.trap), op_, bytes(), trap_index(ir_, a));
      case ActionKind::kStore:
        prepare(a.address);
        prepare(a.value);
        line("store{}(data + {}, {});", a.bytes, expression_.exact(a.address), expression_.loose(a.value));
        return line("if constexpr (Observer::kWatches) observer.store({}, {}, {});",
                    expression_.initialiser(a.address), expression_.initialiser(a.value), a.bytes);
      case ActionKind::kSysWrite:
        prepare_row(a.address);
        prepare(a.value);
        return line("{} = {};", system_text(a.address), cell(a.value));
      case ActionKind::kPortWrite:
        prepare(a.address);
        prepare(a.value);
        return line("write_port(observer, io, {}, {});", expression_.initialiser(a.address),
                    expression_.initialiser(a.value));
      case ActionKind::kLoop:
        return loop(ir_.loops[static_cast<std::size_t>(a.loop)]);
    }
  }

  // All variables have their next values at once.
  void loop(const Loop& l) {
    for (const Loop::Variable& v : l.variables) {
      prepare(v.initial);
      const std::string name = fmt::format("x{}", value(v.variable).imm);
      line("{} {} = {};", CppExpression::local_type(value(v.variable).type), name, expression_.initialiser(v.initial));
      expression_.name(v.variable, name);
    }
    const std::string counter = fmt::format("x{}", value(l.counter).imm);
    expression_.name(l.counter, counter);
    line("for (uint32_t {0} = {1}; {0} < {2}; ++{0}) {{", counter, l.begin, l.end);
    scoped([&] {
      for (const Action& a : l.actions) action(a);
      for (const Loop::Variable& v : l.variables) {
        prepare(v.next);
        line("const {} next_{} = {};", CppExpression::local_type(value(v.variable).type), value(v.variable).imm,
             expression_.initialiser(v.next));
      }
      for (const Loop::Variable& v : l.variables) line("x{0} = next_{0};", value(v.variable).imm);
    });
    line("}}");
  }

  void read(ValueId id) {
    const Value& v = value(id);
    const bool is_system = v.op == Op::kSysRead;
    for (const ValueId arg : v.args) is_system ? prepare_row(arg) : prepare(arg);
    const bool wanted = uses_[static_cast<std::size_t>(id)] > 0;
    std::string call;
    if (v.op == Op::kPortRead) {
      call = fmt::format("read_port(observer, io, {})", expression_.initialiser(v.args[0]));
    } else {
      if (!wanted) return;  // reading memory changes nothing
      call = is_system ? system_text(v.args[0]) : load(v);
    }
    const int bits = v.op == Op::kLoad ? 8 * static_cast<int>(v.imm) : machine_.parameters.cell_bits;
    if (v.type.bits < bits) call = fmt::format("low_bits<{}>({})", v.type.bits, call);
    if (wanted)
      declare(id, v.type.bits == 1 ? call + " != 0" : call);
    else
      line("{};", call);
  }

  // --- System memory

  // A cell of system memory: so many places into a row that may hold others that the instruction uses.
  struct SystemCell {
    ValueId row = kNone;     // its address
    std::int64_t place = 0;
    bool is_own = false;     // the row of the running task
  };
  SystemCell system_cell(ValueId address) const {
    const Value& sum = value(address);
    SystemCell cell = {address};
    if (sum.op == Op::kAdd && value(sum.args[1]).op == Op::kConst &&
        most(sum.args[0]) <= most_of(sum.type) - static_cast<std::uint64_t>(value(sum.args[1]).imm))
      cell = {sum.args[0], value(sum.args[1]).imm};
    cell.is_own = !is_system_operation() && is_own_row(cell.row);
    return cell;
  }

  static std::uint64_t most_of(Type type) { return ~std::uint64_t{0} >> (64 - type.bits); }
  // No value of these bits is larger.
  std::uint64_t most(ValueId id) const {
    const Value& v = value(id);
    const std::uint64_t any = most_of(v.type);
    if (v.op == Op::kConst) return static_cast<std::uint64_t>(v.imm) & any;
    if (v.op == Op::kConvert && (!value(v.args[0]).type.is_signed || value(v.args[0]).type.bits >= v.type.bits))
      return std::min(any, most(v.args[0]));
    if (v.op != Op::kShl || value(v.args[1]).op != Op::kConst) return any;
    const std::int64_t count = value(v.args[1]).imm;
    return count < v.type.bits && most(v.args[0]) <= any >> count ? most(v.args[0]) << count : any;
  }

  // As `tasks[task]` is lowered.
  bool is_own_row(ValueId id) const {
    const SystemTable& tasks = machine_.system_tables.front();
    const Value& shift = value(id);
    if (tasks.name != "tasks" || tasks.base != 0 || shift.op != Op::kShl || value(shift.args[1]).op != Op::kConst ||
        std::int64_t{1} << value(shift.args[1]).imm != tasks.stride)
      return false;
    ValueId task = shift.args[0];
    int bits = value(task).type.bits;
    for (; value(task).op == Op::kConvert; bits = std::min(bits, value(task).type.bits)) task = value(task).args[0];
    return value(task).op == Op::kRegister && value(task).imm == machine_.register_index("task") &&
           std::int64_t{1} << bits == tasks.count;
  }

  void prepare_row(ValueId address) {
    const SystemCell cell = system_cell(address);
    if (cell.is_own || value(cell.row).op == Op::kConst) return;
    prepare(cell.row);
    const std::string name = fmt::format("row_{}", cell.row);
    if (declared_.emplace(name, "").second)
      line("Cell* const {} = context.system + {};", name, expression_.exact(cell.row));
  }
  std::string system_text(ValueId address) const {
    const SystemCell cell = system_cell(address);
    if (cell.is_own) return fmt::format("REXA_OWN_ROW[{}]", cell.place);
    if (value(cell.row).op == Op::kConst) return fmt::format("context.system[{}]", value(cell.row).imm + cell.place);
    return fmt::format("row_{}[{}]", cell.row, cell.place);
  }

  std::string load(const Value& v) const {
    const std::string address = expression_.exact(v.args[0]);
    const std::string call = fmt::format("load{}(data + {})", v.imm, address);
    if (!is_system_operation()) return call;
    // Without a check of its own: the address was checked when it was put into system memory.
    return fmt::format("{} <= kAllDataBytes - {} ? {} : 0u", address, v.imm, call);
  }

  // --- The end of a path. Everything reads the state from before: memory first, then top, depths, pc.

  void leaf(int path) {
    const Leaf& l = ir_.paths[static_cast<std::size_t>(path)];
    for (const StackId stack : kStacks) {
      const auto& outputs = l.outputs[static_cast<int>(stack)];
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (!leaves_in_place(stack, l, i)) prepare(outputs[i]);
      }
    }
    prepare(l.jump);
    for (const ValueId depth : l.depth) prepare(depth);
    write_registers(l);
    for (const StackId stack : {StackId::kReturn, StackId::kLoop, StackId::kData}) write_items(stack, l);
    std::string next = sequential();
    if (l.jump != kNone) next = jump_target(l.jump);
    std::string depths[kStackCount];
    if (l.rebases()) {
      for (int s = 0; s < kStackCount; ++s)
        depths[s] = declare_once(fmt::format("new_{}_depth", kStackName[s]), expression_.initialiser(l.depth[s]));
    }
    write_top(l);
    for (int s = 0; s < kStackCount; ++s) {
      const int change = static_cast<int>(l.outputs[s].size()) - ir_.inputs[s];
      if (change != 0) line("{}_depth {} {};", kStackName[s], change > 0 ? "+=" : "-=", std::abs(change));
    }
    if (l.rebases()) {
      line("data_stack[top_slot(data_depth)] = Cell(top);");
      for (int s = 0; s < kStackCount; ++s) line("{}_depth = stack_depth({}, {});", kStackName[s], s, depths[s]);
      line("top = stored_top(context, data_depth);");
    }
    if (l.reschedule) line("context.pending = kSwitchNext;");
    if (l.reschedule || !l.registers.empty() || l.rebases() || is_system_operation())
      line("REXA_RETIRE_CHANGED({}, {}, {}, {}, {}, {});", op_, path, bytes(), next, l.jump != kNone, l.rebases());
    else
      line("{}({}, {}, {}, {}, {});", l.halt ? "REXA_RETIRE_HALT" : "REXA_RETIRE", op_, path, bytes(), next,
           l.jump != kNone);
  }

  // The body reads registers from locals, so that nothing is overwritten too early.
  void write_registers(const Leaf& l) {
    for (const Leaf::RegisterWrite& write : l.registers) prepare(write.value);
    for (const Leaf::RegisterWrite& write : l.registers) {
      const std::string& name = machine_.registers[static_cast<std::size_t>(write.index)].name;
      line("context.registers[Register::{}] = {};", enumerator(name), expression_.initialiser(write.value));
    }
  }

  // A jump to somewhere held in a local that the stack effects do not change needs no copy.
  std::string jump_target(ValueId jump) {
    const std::string target = expression_.initialiser(jump);
    if (value(jump).op != Op::kInput && expression_.named(jump)) return target;
    return declare_once("destination", target);
  }

  std::string cell(ValueId id) const { return fmt::format("Cell({})", flat(id)); }
  std::string flat(ValueId id) const {
    return value(id).type.bits == 1 ? expression_.initialiser(id) : expression_.loose(id);
  }

  void write_items(StackId stack, const Leaf& l) {
    const int s = static_cast<int>(stack);
    const auto& outputs = l.outputs[s];
    const int inputs = ir_.inputs[s];
    const bool data = stack == StackId::kData;
    // With nothing taken and something left, the old top goes to memory below what is new.
    if (data && inputs == 0 && !outputs.empty()) line("{} = Cell(top);", stack_cell(0, 0));
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (leaves_in_place(stack, l, i) || (data && i + 1 == outputs.size())) continue;
      const int place = static_cast<int>(i) - inputs + (data ? 1 : 0);
      line("{} = {};", stack_cell(s, place), cell(outputs[i]));
    }
  }

  void write_top(const Leaf& l) {
    const auto& outputs = l.outputs[0];
    const int inputs = ir_.inputs[0];
    if (outputs.empty()) {
      if (inputs > 0) line("top = {};", below_top(inputs));
      return;
    }
    const std::size_t last = outputs.size() - 1;
    if (leaves_in_place(StackId::kData, l, last)) return;
    const ValueId id = outputs[last];
    const bool is_cell = expression_.named(id) && value(id).type.bits != 1;
    const std::string text = is_cell ? expression_.initialiser(id) : cell(id);
    if (text != "top") line("top = {};", text);
  }

  const Machine& machine_;
  const Instruction& instruction_;
  const InstructionIr& ir_;
  std::string op_;
  int indent_;
  CppExpression expression_;
  std::vector<int> uses_;
  std::vector<ValueId> scope_;                   // locals of values, to forget at the end of a block
  std::map<std::string, std::string> declared_;  // other locals
  std::set<ValueId> rows_;                       // of system memory, counted as used
  std::string text_;
};

}  // namespace

std::optional<StackNeeds> stack_needs(const Instruction& instruction) {
  StackNeeds needs;
  const InstructionIr& ir = instruction.ir;
  for (int s = 0; s < kStackCount; ++s) {
    needs.items[s] = ir.inputs[s];
    needs.growth[s] = std::max(ir.max_outputs[s] - ir.inputs[s], 0);
    const int most_items = s == static_cast<int>(StackId::kData) ? 7 : 3;
    if (needs.items[s] > most_items || needs.growth[s] > 3) return std::nullopt;
  }
  return needs;
}

std::string print_body(const Machine& machine, const Instruction& instruction, const std::string& op,
                       int indent) {
  const std::string unrolled = BodyPrinter(machine, instruction, instruction.ir, op, indent).print();
  if (!instruction.with_loops) return unrolled;
  return "#if defined(REXA_VM_SWITCH)\n" +
         BodyPrinter(machine, instruction, *instruction.with_loops, op, indent).print() + "#else\n" + unrolled +
         "#endif\n";
}

}  // namespace rexa
