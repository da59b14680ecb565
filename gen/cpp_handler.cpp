#include "gen/cpp_handler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "gen/cpp_expression.hpp"
#include "gen/frame_check.hpp"

namespace rexa {

namespace {

constexpr StackId kStacks[kStackCount] = {StackId::kData, StackId::kReturn, StackId::kLoop};
// Each points past the topmost cell in memory: for the data stack that is the place where `top` belongs.
constexpr const char* kPointer[kStackCount] = {"sp", "rp", "lp"};

class HandlerPrinter {
 public:
  HandlerPrinter(const Machine& machine, const Composition& composition, const HandlerForm& form)
      : machine_(machine),
        composition_(composition),
        direct_(form.direct),
        range_(form.operand),
        distance_(form.distance),
        otherwise_(form.otherwise),
        ir_(composition.ir),
        expression_(ir_),
        uses_(ir_.values.size(), 0),
        ends_block_(ends_block(ir_)) {}

  std::string print() {
    if (direct_) expression_.range_registers(machine_.register_index("data_lo"), machine_.register_index("data_size"));
    count_uses();
    if (direct_)
      stack_checks();
    else if (touches(StackId::kLoop))
      line("Cell* lp = m->lp;");
    given();
    block(0);
    return std::move(text_);
  }

 private:
  const Value& value(ValueId id) const { return ir_.values[static_cast<std::size_t>(id)]; }

  template <class... Args>
  void line(fmt::format_string<Args...> text, Args&&... args) {
    text_ += std::string(static_cast<std::size_t>(indent_), ' ');
    text_ += fmt::format(text, std::forward<Args>(args)...);
    text_ += '\n';
  }

  // --- Which values are needed, and how often

  void use(ValueId id) {
    if (id == kNone || uses_[static_cast<std::size_t>(id)]++ > 0) return;
    if (const auto range = expression_.within_range(value(id)); range.address != kNone) {
      for (const ValueId part : {range.address, range.lo, value(id).args[1]}) use(part);
      return;
    }
    if (is_pair_in_memory(value(id))) return;
    for (const ValueId arg : value(id).args) use(arg);
  }

  // Two cells of the data stack, the low one below: one access reads both.
  bool is_pair_in_memory(const Value& v) const {
    if (!direct_ || v.op != Op::kConcat || machine_.parameters.cell_bits != 16) return false;
    const Value &high = value(v.args[0]), &low = value(v.args[1]);
    return high.op == Op::kInput && low.op == Op::kInput && high.stack == StackId::kData &&
           low.stack == StackId::kData && high.imm > 0 && low.imm == high.imm + 1;
  }

  void count_uses() {
    for (const Block& b : ir_.blocks) {
      for (const Action& action : b.actions) {
        if (action.kind == ActionKind::kRead)
          for (const ValueId arg : value(action.value).args) use(arg);
        else
          use(action.value);
        use(action.address);
        use(action.condition);
      }
      use(b.condition);
    }
    for (const Leaf& leaf : ir_.paths) {
      for (const StackId stack : kStacks) {
        const auto& outputs = leaf.outputs[static_cast<int>(stack)];
        for (std::size_t i = 0; i < outputs.size(); ++i)
          if (!stays(stack, leaf, i)) use(outputs[i]);
      }
      use(leaf.jump);
    }
  }

  // In memory before and after, or in `top` before and after.
  bool stays(StackId stack, const Leaf& leaf, std::size_t place) const {
    const auto& outputs = leaf.outputs[static_cast<int>(stack)];
    const Value& v = value(outputs[place]);
    const int inputs = ir_.inputs[static_cast<int>(stack)];
    if (v.op != Op::kInput || v.stack != stack || v.imm != inputs - 1 - static_cast<int>(place)) return false;
    return stack != StackId::kData || (v.imm == 0) == (place + 1 == outputs.size());
  }

  // Whether the handler does nothing with the data stack but push, once it has checked what may go wrong. Then
  // the top goes to memory first.
  bool pushes() const {
    const bool looks =
        std::any_of(ir_.values.begin(), ir_.values.end(), [](const Value& v) { return v.op == Op::kPeek; });
    const Leaf& leaf = ir_.paths[0];
    return direct_ && !looks && ir_.blocks.size() == 1 && ir_.inputs[0] == 0 && !leaf.outputs[0].empty() &&
           leaf.jump == kNone;
  }
  void push(const std::string& cell) { line("REXA_PUSH({});", cell); }

  bool touches(StackId stack) const {
    const bool given = std::any_of(ir_.values.begin(), ir_.values.end(), [&](const Value& v) {
      return (v.op == Op::kInput || v.op == Op::kPeek || v.op == Op::kDepth) && v.stack == stack;
    });
    return given || ir_.inputs[static_cast<int>(stack)] > 0 || ir_.max_outputs[static_cast<int>(stack)] > 0;
  }

  // --- Before the body of a direct handler

  // A floor is a cell above the stack's bottom, a ceiling a cell below where it is full.
  void stack_checks() {
    bool checked = false;
    const auto check = [&](const std::string& condition) {
      line("{};", stop_if(condition));
      checked = true;
    };
    for (int s = 0; s < kStackCount; ++s) {
      const int items = ir_.inputs[s], growth = composition_.room[s];
      const char* const p = kPointer[s];
      if (s == 0) {
        if (items > 0 && growth > 0) {
          check(fmt::format("lacks_any<{}, {}>(sp, REXA_FLOOR)", items - 1, growth - 1));
        } else if (items > 0) {
          check(fmt::format("lacks<{}>(sp, REXA_FLOOR)", items - 1));
        } else if (growth > 0) {
          check(fmt::format("lacks_room<{}>(sp, REXA_CEILING)", growth - 1));
        }
      } else if (items > 0) {
        line("REXA_TAKE_FLOOR({}, {});", p, s);
        check(fmt::format("lacks<{}>({}, {}_floor)", items - 1, p, p));
        if (growth > 0) check(fmt::format("lacks_room<{}>({}, m->stack[{}].ceiling)", growth - 1, p, s));
      } else if (growth > 0) {
        line("REXA_TAKE_CEILING({}, {});", p, s);
        check(fmt::format("lacks_room<{}>({}, {}_ceiling)", growth - 1, p, p));
      } else if (touches(kStacks[s])) {
        line("REXA_TAKE({}, {});", p, s);
      }
    }
    if (checked) line("REXA_SETTLE;");
  }

  // Parts that are one leave it all to the first of them.
  std::string stop_if(const std::string& condition) const {
    if (composition_.parts.size() > 1 && direct_)
      return fmt::format("REXA_GO_IF(({}), {})", condition, otherwise_);
    return fmt::format("REXA_STOP_IF({})", condition);
  }

  const Format& format(int part) const {
    return machine_.formats[static_cast<std::size_t>(part_of(part).format)];
  }
  const Instruction& part_of(int part) const {
    return machine_.instructions[static_cast<std::size_t>(composition_.parts[static_cast<std::size_t>(part)])];
  }
  // Where the part begins, from the first one's beginning.
  int offset(int part) const {
    int bytes = 0;
    for (int i = 0; i < part; ++i) bytes += format(i).bytes;
    return bytes;
  }
  std::string fetched(int part) const {
    return fmt::format("fetch{}(pc{})", format(part).bytes,
                       part == 0 ? "" : fmt::format(" + {}", offset(part)));
  }
  // The operand field without a sign.
  std::string field(int part) const {
    const Format& f = format(part);
    return f.imm_bits >= 8 * f.bytes ? fetched(part)
                                     : fmt::format("low_bits<{}>({})", f.imm_bits, fetched(part));
  }
  bool has_sign(int part) const {
    const Format& f = format(part);
    return f.imm_bits > 0 && (f.imm == ImmKind::kSigned || f.imm == ImmKind::kRelative);
  }
  bool is_relative(int part) const { return format(part).imm == ImmKind::kRelative; }
  OperandRange range(int part) const {
    if (part == 0) return range_;
    return part + 1 == static_cast<int>(composition_.parts.size()) ? distance_ : OperandRange::kAny;
  }
  bool is_positive(int part) const {
    return range(part) == OperandRange::kPositive || range(part) == OperandRange::kByte;
  }
  bool is_negative(int part) const {
    return range(part) == OperandRange::kNegative || range(part) == OperandRange::kNegativeByte;
  }
  std::string extended(int part) const {
    if (!has_sign(part)) return field(part);
    switch (range(part)) {
      case OperandRange::kByte:
        return fmt::format("fetch1(pc + {})", offset(part) + 1);
      case OperandRange::kNegativeByte:
        return fmt::format("fetch1(pc + {}) - 256u", offset(part) + 1);
      case OperandRange::kPositive:
        // The bits before the operand are clear, too.
        return part_of(part).base == 0 ? fetched(part) : field(part);
      default:
        return fmt::format("uint32_t(sign_extend<{}>({}))", format(part).imm_bits, fetched(part));
    }
  }
  std::string operand(const HandlerOperand& operand) const {
    const int part = operand.part;
    switch (operand.kind) {
      case OperandKind::kCell:
        if (is_positive(part) && format(part).imm_bits <= machine_.parameters.cell_bits) return extended(part);
        return fmt::format("low_bits<{}>({})", machine_.parameters.cell_bits, extended(part));
      case OperandKind::kRaw:
        return field(part);
      case OperandKind::kNextPc:
        break;
    }
    return fmt::format("uint32_t(pc - m->code) + {}", offset(part) + format(part).bytes);
  }

  // --- Locals for what the handler is given

  void given() {
    for (ValueId id = 0; id < static_cast<ValueId>(ir_.values.size()); ++id) {
      if (uses_[static_cast<std::size_t>(id)] == 0) continue;
      const Value& v = value(id);
      const int s = static_cast<int>(v.stack);
      switch (v.op) {
        case Op::kInput:
          expression_.name(id, v.stack == StackId::kData && v.imm == 0 ? top_input(id) : input(v));
          break;
        case Op::kConcat:
          if (is_pair_in_memory(v)) {
            const auto place = value(v.args[1]).imm;
            expression_.name(id, once(fmt::format("pair{}", place), fmt::format("load_pair(sp - {})", place)));
          }
          break;
        case Op::kImm:
          expression_.name(id, immediate(v));
          break;
        case Op::kNextPc:
          expression_.name(id, direct_ ? once("next_pc", operand_text(v)) : operand_text(v));
          break;
        case Op::kDepth:
          expression_.name(id, once(fmt::format("{}_left", kPointer[s]), left(v.stack)));
          break;
        case Op::kRegister:
          expression_.name(id, fmt::format("m->registers[{}]", v.imm));
          break;
        default:
          break;
      }
    }
  }

  std::string once(const std::string& name, const std::string& initialiser) {
    if (declared_.insert(name).second) line("const uint32_t {} = {};", name, initialiser);
    return name;
  }

  // A register variable has no address, which a choice between it and another variable would take.
  std::string top_input(ValueId id) {
    const bool chosen = direct_ && std::any_of(ir_.values.begin(), ir_.values.end(), [&](const Value& v) {
                          return v.op == Op::kSelect && (v.args[1] == id || v.args[2] == id);
                        });
    return chosen ? once("s0", "top") : "top";
  }

  std::string input(const Value& v) {
    const int s = static_cast<int>(v.stack);
    const std::string place = fmt::format("{}[-{}]", kPointer[s], v.imm + (v.stack == StackId::kData ? 0 : 1));
    // Where it stays it can be read last.
    if (direct_ && v.stack != StackId::kData && is_left_alone(v.stack)) return place;
    if (pops(v.stack)) {
      if (declared_.insert(fmt::format("{}_popped", kPointer[s])).second)
        for (int i = 0; i < ir_.inputs[s]; ++i) line("REXA_POP({}{}, {});", "srl"[s], i, kPointer[s]);
      return fmt::format("{}{}", "srl"[s], v.imm);
    }
    return once(fmt::format("{}{}", "srl"[s], v.imm), place);
  }
  // The stack's pointer, kept in the state, is a copy until the handler has done its work.
  bool pops(StackId stack) const {
    const bool looks = std::any_of(ir_.values.begin(), ir_.values.end(), [&](const Value& v) {
      return (v.op == Op::kDepth || v.op == Op::kPeek) && v.stack == stack;
    });
    return direct_ && stack != StackId::kData && !looks && ir_.paths.size() == 1 &&
           ir_.paths[0].outputs[static_cast<int>(stack)].empty();
  }
  bool is_left_alone(StackId stack) const {
    return std::all_of(ir_.paths.begin(), ir_.paths.end(), [&](const Leaf& leaf) {
      const auto& outputs = leaf.outputs[static_cast<int>(stack)];
      if (static_cast<int>(outputs.size()) != ir_.inputs[static_cast<int>(stack)]) return false;
      for (std::size_t i = 0; i < outputs.size(); ++i)
        if (!stays(stack, leaf, i)) return false;
      return true;
    });
  }

  std::string operand_text(const Value& v) const {
    return direct_ ? operand(composition_.operands[static_cast<std::size_t>(v.imm)])
                   : fmt::format("ip->operand[{}]", v.imm);
  }
  std::string immediate(const Value& v) {
    const std::string field = operand_text(v);
    const HandlerOperand& operand = composition_.operands[static_cast<std::size_t>(v.imm)];
    if (operand.kind == OperandKind::kCell || v.type.bits == 32) return once(fmt::format("imm{}", v.imm), field);
    return once(fmt::format("imm{}", v.imm), fmt::format("low_bits<{}>({})", v.type.bits, field));
  }

  // Cells on the stack once the inputs are taken.
  std::string left(StackId stack) const {
    const int s = static_cast<int>(stack);
    const std::string depth = fmt::format("uint32_t({} - m->bottom[{}])", kPointer[s], s);
    return ir_.inputs[s] > 0 ? fmt::format("{} - {}", depth, ir_.inputs[s]) : depth;
  }

  // --- Values

  static bool is_given(Op op) {
    return op == Op::kConst || op == Op::kInput || op == Op::kImm || op == Op::kNextPc || op == Op::kTarget ||
           op == Op::kDepth || op == Op::kRegister;
  }

  void declare(ValueId id, const std::string& initialiser) {
    line("const {} v{} = {};", CppExpression::local_type(value(id).type), id, initialiser);
    adopt(id, fmt::format("v{}", id));
  }
  void adopt(ValueId id, const std::string& local) {
    expression_.name(id, local);
    scope_.push_back(id);
  }

  // Makes locals for the shared values below `id`, arguments first.
  void prepare(ValueId id) {
    if (id == kNone || expression_.named(id)) return;
    const Value& v = value(id);
    if (is_given(v.op)) return;
    for (const ValueId arg : v.args) prepare(arg);
    if (v.op == Op::kPeek) {
      const int s = static_cast<int>(v.stack);
      const bool data = v.stack == StackId::kData;
      declare(id, fmt::format("{}(m->bottom[{}], {}, {}{})",
                              !data                ? "peek"
                              : ir_.inputs[s] == 0 ? "peek_below_top"
                                                   : "peek_data",
                              s, left(v.stack), data && ir_.inputs[s] == 0 ? "top, " : "",
                              expression_.exact(v.args[0])));
    } else if (uses_[static_cast<std::size_t>(id)] > 1) {
      const std::string initialiser = expression_.initialiser(id);
      if (std::all_of(initialiser.begin(), initialiser.end(),
                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; }))
        adopt(id, initialiser);
      else
        declare(id, initialiser);
    }
  }

  // --- Blocks

  void block(int index) {
    const Block& b = ir_.blocks[static_cast<std::size_t>(index)];
    const auto is_check = [](const Action& a) { return a.kind == ActionKind::kTrapIf; };
    const auto end = static_cast<std::size_t>(b.actions.rend() -
                                              std::find_if(b.actions.rbegin(), b.actions.rend(), is_check));
    for (std::size_t i = 0; i < b.actions.size(); ++i) {
      if (pushes() && i == end) push("top");
      const FrameCheck check = otherwise_.empty() ? FrameCheck{} : find_frame_check(machine_, ir_, b, i);
      if (check.address == kNone) {
        action(b.actions[i]);
      } else {
        check_frame(check);
        i += check.actions - 1;
      }
    }
    if (pushes() && end == b.actions.size()) push("top");
    if (b.condition == kNone) return leaf(ir_.paths[static_cast<std::size_t>(b.path)]);
    prepare(b.condition);
    line("if ({}) {{", expression_.condition(b.condition));
    nested(b.then_block);
    line("}} else {{");
    nested(b.else_block);
    line("}}");
  }

  void nested(int index) {
    const std::size_t outer = scope_.size();
    const auto declared = declared_;
    const std::size_t offsets = frame_offsets_.size();
    indent_ += 2;
    block(index);
    indent_ -= 2;
    frame_offsets_.resize(offsets);
    for (; scope_.size() > outer; scope_.pop_back()) expression_.unname(scope_.back());
    declared_ = declared;
  }

  void action(const Action& a) {
    if (a.kind == ActionKind::kRead) return read(a.value);
    if (a.kind == ActionKind::kTrapIf) {
      prepare(a.condition);
      line("{};", stop_if(expression_.condition(a.condition)));
      if (direct_) line("REXA_SETTLE;");
      return;
    }
    if (a.kind == ActionKind::kStore) {
      const std::string at = place(a.address, a.bytes);
      prepare(a.value);
      return line("store{}({}, {});", a.bytes, at, expression_.loose(a.value));
    }
    prepare(a.address);
    prepare(a.value);
    line("m->io.out(m->io.self, {}, {});", expression_.initialiser(a.address),
         expression_.initialiser(a.value));
  }

  // --- Data memory

  // That the access lies in the frame's data, and is aligned: turned right, an offset that is not a multiple of
  // the alignment becomes larger than any number of cells.
  void check_frame(const FrameCheck& check) {
    prepare(check.address);
    const char* const count = check.parts == 1 ? "cells" : "pairs";
    const std::string data = fmt::format("data_of_{}", count), lo = fmt::format("lo_of_{}", count);
    if (declared_.insert(count).second)
      line("REXA_TAKE_{}({}, {}, {});", check.parts == 1 ? "CELLS" : "PAIRS", lo, data, count);
    const std::string at = fmt::format("at{}", frame_offsets_.size());
    line("const uint32_t {} = {} - {};", at, expression_.exact(check.address), lo);
    line("REXA_GO_IF((is_beyond<Cell, {}>({}, {})), {});", check.align, at, count, otherwise_);
    line("REXA_SETTLE;");
    frame_offsets_.push_back({check, fmt::format("{} + {}", data, at)});
  }

  std::string place(ValueId address, int bytes) {
    const Value& sum = value(address);
    const bool is_further = sum.op == Op::kAdd && value(sum.args[1]).op == Op::kConst;
    for (const auto& [check, text] : frame_offsets_) {
      const int checked = check.align * check.parts;
      if (address == check.address && bytes <= checked) return text;
      if (!is_further || sum.args[0] != check.address) continue;
      const std::int64_t further = value(sum.args[1]).imm;
      if (further > 0 && further + bytes <= checked) return fmt::format("{} + {}", text, further);
    }
    prepare(address);
    return fmt::format("m->data + {}", expression_.exact(address));
  }

  void read(ValueId id) {
    const Value& v = value(id);
    const bool wanted = uses_[static_cast<std::size_t>(id)] > 0;
    const bool port = v.op == Op::kPortRead;
    if (!wanted && !port) return;  // reading memory changes nothing
    if (port) prepare(v.args[0]);
    std::string call = port ? fmt::format("low_bits<{}>(m->io.inp(m->io.self, {}))",
                                          machine_.parameters.cell_bits, expression_.initialiser(v.args[0]))
                            : fmt::format("load{}({})", v.imm, place(v.args[0], static_cast<int>(v.imm)));
    const int bits = port ? machine_.parameters.cell_bits : 8 * static_cast<int>(v.imm);
    if (v.type.bits < bits) call = fmt::format("low_bits<{}>({})", v.type.bits, call);
    if (wanted)
      declare(id, v.type.bits == 1 ? call + " != 0" : call);
    else
      line("{};", call);
  }

  // --- The end of a path. Everything reads the state from before: memory first, then top, pointers, ip.

  void leaf(const Leaf& l) {
    const bool jumps = l.jump != kNone;
    const bool dynamic = jumps && value(l.jump).op != Op::kTarget;
    if (direct_ && jumps) check_jump(l, dynamic);
    for (const StackId stack : kStacks) {
      const auto& outputs = l.outputs[static_cast<int>(stack)];
      for (std::size_t i = 0; i < outputs.size(); ++i)
        if (!stays(stack, l, i)) prepare(outputs[i]);
    }
    if (dynamic && !direct_) {
      prepare(l.jump);
      line("const uint32_t pc = {};", expression_.initialiser(l.jump));
      line("REXA_STOP_IF(!is_pc(*m, pc));");
    }
    for (const StackId stack : {StackId::kReturn, StackId::kLoop, StackId::kData}) write_items(stack, l);
    write_top(l);
    move_pointers(l);
    if (direct_)
      go_on(jumps, dynamic);
    else if (dynamic)
      line("REXA_ENTER(m->slots + pc);");
    else if (jumps)
      line("REXA_ENTER(ip->to);");
    else
      line("{}(ip + {});", ends_block_ ? "REXA_ENTER" : "REXA_GO", composition_.bytes);
  }

  void go_on(bool jumps, bool dynamic) {
    const int parts = static_cast<int>(composition_.parts.size());
    if (!jumps)
      line("REXA_ON{}({}, {});", format(parts - 1).bytes > 3 ? "_WITHIN" : "", composition_.bytes, parts);
    else if (dynamic || !is_relative(composition_.jumping_part))
      line("REXA_JUMP(address, {});", parts);
    else
      line("REXA_JUMPED({});", parts);
  }

  void check_jump(const Leaf& l, bool dynamic) {
    const int part = composition_.jumping_part;
    if (dynamic) prepare(l.jump);
    if (!dynamic && is_relative(part)) {
      line("const int32_t by = int32_t({}){};", extended(part),
           part == 0 ? "" : fmt::format(" + {}", offset(part)));
      line("REXA_CHECK_JUMP_{}(by);", is_positive(part) ? "AHEAD" : is_negative(part) ? "BACK" : "BY");
    } else {
      line("const uint32_t address = {};",
           dynamic ? expression_.exact(l.jump) : operand({part, OperandKind::kCell}));
      line("REXA_CHECK_JUMP(address);");
    }
  }

  int change(const Leaf& l, int stack) const { return static_cast<int>(l.outputs[stack].size()) - ir_.inputs[stack]; }

  void move_pointers(const Leaf& l) {
    std::string balance;
    for (int s = 0; s < kStackCount; ++s) {
      const int cells = change(l, s);
      if (s == 0 && pushes()) continue;
      if (cells != 0 && !declared_.contains(fmt::format("{}_popped", kPointer[s])))
        line("{} {} {};", kPointer[s], cells > 0 ? "+=" : "-=", std::abs(cells));
      if (cells != 0 && direct_ && s != 0) line("REXA_KEEP_POINTER({}, {});", kPointer[s], s);
      if (cells != 0 && !direct_ && kStacks[s] == StackId::kLoop) line("m->lp = lp;");
      // The block's header speaks for the first path.
      if (const int more = cells - change(ir_.paths[0], s); more != 0)
        balance += fmt::format(" {} lane({}, {})", more > 0 ? "+" : "-", s, std::abs(more));
    }
    if (!balance.empty() && !direct_) line("balance = balance{};", balance);
  }

  std::string cell(ValueId id) const { return fmt::format("Cell({})", loose_cell(id)); }
  // More than a cell may be left of it.
  std::string loose_cell(ValueId id) const {
    return value(id).type.bits == 1 ? expression_.initialiser(id) : expression_.loose(id);
  }

  void write_items(StackId stack, const Leaf& l) {
    const int s = static_cast<int>(stack);
    const auto& outputs = l.outputs[s];
    const bool data = stack == StackId::kData;
    if (data && pushes()) {
      for (std::size_t i = 0; i + 1 < outputs.size(); ++i) push(loose_cell(outputs[i]));
      return;
    }
    if (data && ir_.inputs[s] == 0 && !outputs.empty()) line("sp[0] = Cell(top);");
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (stays(stack, l, i) || (data && i + 1 == outputs.size())) continue;
      const int place = static_cast<int>(i) - ir_.inputs[s] + (data ? 1 : 0);
      line("{}[{}] = {};", kPointer[s], place, cell(outputs[i]));
    }
  }

  void write_top(const Leaf& l) {
    const auto& outputs = l.outputs[0];
    if (outputs.empty()) {
      if (ir_.inputs[0] > 0) line("top = sp[-{}];", ir_.inputs[0]);
      return;
    }
    if (stays(StackId::kData, l, outputs.size() - 1)) return;
    const ValueId id = outputs.back();
    const bool is_cell = expression_.named(id) && value(id).type.bits != 1;
    const std::string text = is_cell ? expression_.initialiser(id) : cell(id);
    if (text != "top") line("top = {};", text);
  }

  const Machine& machine_;
  const Composition& composition_;
  const bool direct_;
  const OperandRange range_, distance_;
  const std::string otherwise_;
  const InstructionIr& ir_;
  CppExpression expression_;
  std::vector<int> uses_;
  std::vector<ValueId> scope_;  // locals of values, to forget at the end of a block
  std::set<std::string> declared_;
  std::vector<std::pair<FrameCheck, std::string>> frame_offsets_;  // checked so far; where in memory that is
  bool ends_block_;
  int indent_ = 2;
  std::string text_;
};

}  // namespace

std::string print_handler(const Machine& machine, const Composition& composition, const HandlerForm& form) {
  return HandlerPrinter(machine, composition, form).print();
}

}  // namespace rexa
