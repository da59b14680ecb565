#include "gen/verilog_instruction.hpp"

#include <fmt/format.h>

#include "gen/names.hpp"

namespace rexa {

using hls::Effect;
using hls::EffectKind;
using hls::NodeKind;

namespace {

class Emitter {
 public:
  Emitter(const Machine& machine, int op, const hls::Schedule& schedule, VerilogPool& pool, int indent)
      : machine_(machine), instruction_(machine.operation(op)), op_(op), s_(schedule), p_(schedule.problem),
        step_(schedule, format_of(machine, instruction_), machine.registers, pool), step_bits_(pool.step_bits), indent_(indent) {}

  std::vector<std::string> run() {
    line(fmt::format("// {}  {}", instruction_.word, effects_text()));
    for (const std::string& text : split_semantics()) line("//   " + text);
    if (const std::string place = place_in_spec(instruction_); !place.empty()) line("//   " + place);
    line(fmt::format("op = 16'd{};", op_));
    stack_checks();
    if (s_.steps == 1) {
      one_step(0);
    } else {
      open("case (step_q)");
      for (int step = 0; step < s_.steps; ++step) {
        if (!busy(step)) continue;
        open(fmt::format("{}'d{}: begin", step_bits_, step));
        one_step(step);
        close("end");
      }
      line("default: ;  // a unit is at work");
      close("endcase");
    }
    return std::move(lines_);
  }

 private:
  static const Format& format_of(const Machine& machine, const Instruction& instruction) {
    static const Format kNoFormat;
    return instruction.format < 0 ? kNoFormat : machine.formats[instruction.format];
  }

  // --- text ---

  void line(const std::string& text) { lines_.push_back(std::string(indent_, ' ') + text); }
  void open(const std::string& text) {
    line(text);
    indent_ += 2;
  }
  void close(const std::string& text) {
    indent_ -= 2;
    line(text);
  }

  std::string effects_text() const {
    std::string text = instruction_.stack_text;
    if (!instruction_.return_text.empty()) text += "  return " + instruction_.return_text;
    if (!instruction_.loop_text.empty()) text += "  loop " + instruction_.loop_text;
    return text;
  }

  std::vector<std::string> split_semantics() const {
    std::vector<std::string> lines;
    std::string current;
    for (char c : instruction_.semantics) {
      if (c == ' ' && current.empty()) continue;
      current += c;
      if (c == ';') {
        lines.push_back(current);
        current.clear();
      }
    }
    if (!current.empty()) lines.push_back(current);
    return lines;
  }

  // --- stack limits ---

  // One chain of tests in the order in which the traps take precedence.
  void stack_checks() {
    auto test = [&](const std::string& condition, const std::string& trap) {
      line(fmt::format("{}if ({}) fault = TRAP_{};", checks_ ? "else " : "", condition, trap));
      checks_ = true;
    };
    static const char* const kUpper[] = {"DATA", "RETURN", "LOOP"};
    const InstructionIr& ir = instruction_.ir;
    for (int i = 0; i < kStackCount; ++i) {
      const int bits = depth_bits(machine_.parameters.stack_cells[i]);
      if (ir.inputs[i] > 0)
        test(ir.inputs[i] >= (1 << bits)
                 ? "1'b1"
                 : fmt::format("{}_depth_q < {}", kStackNames[i], verilog_constant(ir.inputs[i], bits)),
             std::string(kUpper[i]) + "_UNDERFLOW");
    }
    for (int i = 0; i < kStackCount; ++i) {
      const int limit = machine_.parameters.stack_cells[i];
      const int bits = depth_bits(limit);
      const int most = limit + ir.inputs[i] - ir.max_outputs[i];  // deepest start that still fits
      if (most < limit)
        test(most < 0 ? "1'b1" : fmt::format("{}_depth_q > {}", kStackNames[i], verilog_constant(most, bits)),
             std::string(kUpper[i]) + "_OVERFLOW");
    }
  }

  // --- steps ---

  bool busy(int step) const {
    for (std::size_t n = 0; n < p_.nodes.size(); ++n) {
      if (s_.issue[n] == kNone || p_.nodes[n].kind == NodeKind::kLeaf) continue;
      if (s_.issue[n] == step && p_.nodes[n].kind != NodeKind::kPure) return true;
      if (!p_.nodes[n].free && s_.ready[n] == step && s_.last_use[n] > step) return true;
    }
    for (int at : s_.effect_step)
      if (at == step) return true;
    return false;
  }

  void one_step(int step) {
    at_ = step;
    std::vector<std::string> body;
    std::vector<std::string> variables;
    std::swap(body, lines_);
    step_.begin(step, &variables);
    for (const std::string& text : unit_inputs()) line(text);
    block(0);
    for (const std::string& text : step_.keep()) line(text);
    std::swap(body, lines_);
    for (const std::string& text : variables) line(text);
    lines_.insert(lines_.end(), body.begin(), body.end());
  }

  int ram_bits(int stack) const { return stack_address_bits(machine_.parameters.stack_cells[stack]); }

  std::vector<std::string> unit_inputs() {
    std::vector<std::string> out;
    for (std::size_t n = 0; n < p_.nodes.size(); ++n) {
      if (s_.issue[n] != at_) continue;
      const hls::Node& node = p_.nodes[n];
      const int stack = static_cast<int>(node.stack);
      if (node.kind == NodeKind::kStackRead) {
        if (node.args.empty()) {
          const int offset = hls::stack_offset_before(p_, node.stack, static_cast<int>(node.imm));
          out.push_back(fmt::format("{}_roffset = {};", kStackNames[stack], verilog_constant(offset, ram_bits(stack))));
        } else {
          out.push_back(fmt::format("{}_peek = 1'b1;", kStackNames[stack]));
          out.push_back(fmt::format("{}_peek_addr = {};", kStackNames[stack],
                                    step_.slice(node.args[0], ram_bits(stack) - 1, 0)));
        }
      } else if (node.kind == NodeKind::kDataRead) {
        out.push_back(fmt::format("data_raddr_o = {};", cell_address(node.args[0])));
      } else if (node.kind == NodeKind::kSystemRead) {
        out.push_back(fmt::format("system_raddr_o = {};", system_address(node.args[0])));
      } else if (node.kind == NodeKind::kMultiply) {
        out.push_back(fmt::format("multiply_a = {};", step_.value(node.args[0])));
        out.push_back(fmt::format("multiply_b = {};", step_.value(node.args[1])));
      } else if (node.kind == NodeKind::kDivide) {
        const bool half = node.type.bits < p_.core.divider_bits;
        out.push_back("divide_start = 1'b1;");
        out.push_back(fmt::format("divide_half = 1'b{};", half ? 1 : 0));
        out.push_back(fmt::format("divide_signed = 1'b{};", node.type.is_signed ? 1 : 0));
        out.push_back(fmt::format("dividend = {};", divide_operand(node.args[0])));
        out.push_back(fmt::format("divisor = {};", divide_operand(node.args[1])));
      }
    }
    return out;
  }

  std::string divide_operand(int node) {
    const Type type = p_.nodes[node].type;
    const int extra = p_.core.divider_bits - type.bits;
    if (extra == 0) return step_.value(node);
    if (!type.is_signed) return fmt::format("{{{}, {}}}", verilog_constant(0, extra), step_.value(node));
    return fmt::format("{{{{{} {{{}}}}}, {}}}", extra, step_.slice(node, type.bits - 1, type.bits - 1),
                       step_.slice(node, type.bits - 1, 0));
  }

  int address_bits() const {
    int bits = 1;
    while ((1 << bits) < machine_.parameters.all_data_bytes()) ++bits;
    return bits;
  }
  int cell_shift() const { return machine_.parameters.cell_bits == 32 ? 2 : 1; }
  std::string cell_address(int node) { return step_.slice(node, address_bits() - 1, cell_shift()); }

  std::string system_address(int node) {
    const int bits = system_address_bits(machine_);
    const hls::Node& n = p_.nodes[node];
    if (n.kind == NodeKind::kLeaf && n.op == Op::kConst) return verilog_constant(n.imm, bits);
    if (n.type.bits < bits)
      return fmt::format("{{{}, {}}}", verilog_constant(0, bits - n.type.bits), step_.value(node));
    return step_.slice(node, bits - 1, 0);
  }

  // Anything left to do in the block or below it in this step?
  bool live(int b) const {
    for (std::size_t i = 0; i < p_.effects.size(); ++i) {
      if (s_.effect_step[i] != at_ || p_.effects[i].kind == EffectKind::kRead ||
          p_.effects[i].kind == EffectKind::kSystemRead)
        continue;
      for (int up = p_.effects[i].block; up != kNone; up = p_.blocks[up].parent)
        if (up == b) return true;
    }
    return false;
  }

  // The first trap counts: of those of the step, and after those found before it.
  void traps(int b) {
    std::vector<const Effect*> found;
    for (std::size_t i = 0; i < p_.effects.size(); ++i)
      if (p_.effects[i].block == b && s_.effect_step[i] == at_ && p_.effects[i].kind == EffectKind::kTrap)
        found.push_back(&p_.effects[i]);
    if (found.empty()) return;
    const bool others = b != 0 || checks_;
    if (others) open("if (fault == TRAP_NONE) begin");
    for (const Effect* e : found)
      line(fmt::format("{}if ({}) fault = TRAP_{};", e == found.front() ? "" : "else ", step_.value(e->node),
                       trap_name(e->trap)));
    if (others) close("end");
  }

  // The core undoes whatever a step with a trap does.
  void block(int b) {
    traps(b);
    for (std::size_t i = 0; i < p_.effects.size(); ++i)
      if (p_.effects[i].block == b && s_.effect_step[i] == at_) effect(p_.effects[i]);
    const hls::ProblemBlock& node = p_.blocks[b];
    if (node.condition == kNone) return;
    const bool then_live = live(node.then_block), else_live = live(node.else_block);
    if (!then_live && !else_live) return;
    const std::string condition = step_.value(node.condition);
    open(fmt::format("if ({}) begin", then_live ? condition : "!" + condition));
    block(then_live ? node.then_block : node.else_block);
    if (then_live && else_live) {
      close("end else begin");
      indent_ += 2;
      block(node.else_block);
    }
    close("end");
  }

  std::string trap_name(int code) const {
    std::string name = machine_.trap(code)->name;
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return name;
  }

  void effect(const Effect& e) {
    switch (e.kind) {
      case EffectKind::kRead: case EffectKind::kSystemRead: case EffectKind::kTrap: break;
      case EffectKind::kStore: store(e); break;
      case EffectKind::kPortRead:
        line("port_read = 1'b1;");
        line(fmt::format("port_addr_o = {};", step_.value(p_.nodes[e.node].args[0])));
        break;
      case EffectKind::kPortWrite:
        line("port_write = 1'b1;");
        line(fmt::format("port_addr_o = {};", step_.value(e.address)));
        line(fmt::format("port_wdata_o = {};", step_.value(e.node)));
        break;
      case EffectKind::kSystemWrite:
        line("system_write = 1'b1;");
        line(fmt::format("system_waddr_o = {};", system_address(e.address)));
        line(fmt::format("system_wdata_o = {};", step_.value(e.node)));
        break;
      case EffectKind::kStackWrite: {
        const int index = static_cast<int>(e.stack);
        const char* stack = kStackNames[index];
        line(fmt::format("{}_write = 1'b1;", stack));
        line(fmt::format("{}_woffset = {};", stack, verilog_constant(hls::stack_offset_after(p_, e), ram_bits(index))));
        line(fmt::format("{}_wdata = {};", stack, step_.value(e.node)));
        break;
      }
      case EffectKind::kCommit: commit(e.path); break;
    }
  }

  void store(const Effect& e) {
    const int cell_bytes = machine_.parameters.cell_bytes();
    line(fmt::format("store_bytes = 3'd{};", e.bytes));
    line(fmt::format("store_addr = {};", step_.value(e.address)));
    line(fmt::format("data_waddr_o = {};", cell_address(e.address)));
    std::string lanes;
    if (e.bytes == cell_bytes) lanes = fmt::format("{{{}{{1'b1}}}}", cell_bytes);
    else if (cell_bytes == 2) lanes = fmt::format("2'b01 << {}", step_.slice(e.address, 0, 0));
    else if (e.bytes == 1) lanes = fmt::format("4'b0001 << {}", step_.slice(e.address, 1, 0));
    else lanes = fmt::format("4'b0011 << {{{}, 1'b0}}", step_.slice(e.address, 1, 1));
    line(fmt::format("store_lanes = {};", lanes));
    const std::string value = step_.value(e.node);
    line(e.bytes == cell_bytes ? fmt::format("data_wdata_o = {};", value)
                               : fmt::format("data_wdata_o = {{{}{{{}}}}};", cell_bytes / e.bytes, value));
  }

  // Does this step read the stack's RAM, at an offset from its depth or at a computed address?
  std::pair<bool, bool> reads_here(int stack) const {
    std::pair<bool, bool> found;
    for (std::size_t n = 0; n < p_.nodes.size(); ++n) {
      const hls::Node& node = p_.nodes[n];
      if (node.kind != NodeKind::kStackRead || static_cast<int>(node.stack) != stack || s_.issue[n] != at_) continue;
      (node.args.empty() ? found.first : found.second) = true;
    }
    return found;
  }

  void commit(int path) {
    const hls::PathCommit& c = p_.commits[path];
    for (int i = 0; i < kStackCount; ++i) {
      const hls::StackUpdate& update = c.stacks[i];
      for (std::size_t r = 0; r < update.registers.size(); ++r)
        if (update.registers[r] != kNone)
          line(fmt::format("{}_{}_d = {};", kStackNames[i], r, step_.value(update.registers[r])));
      if (c.rebases()) {
        line(fmt::format("{}_rebase = {};", kStackNames[i],
                         new_depth(c.depth[i], depth_bits(machine_.parameters.stack_cells[i]))));
        continue;  // what the RAM reads now is of no use
      }
      if (update.depth_change != 0) {
        const int bits = depth_bits(machine_.parameters.stack_cells[i]);
        line(fmt::format("{}_change = {};", kStackNames[i], verilog_constant(update.depth_change, bits)));
      }
      // The RAM reads the new top of memory for the next instruction, whatever a longer path would read.
      const auto [offset_read, peek] = reads_here(i);
      if (update.depth_change != 0 || offset_read)
        line(fmt::format("{}_roffset = {};", kStackNames[i], verilog_constant(update.depth_change, ram_bits(i))));
      if (peek) line(fmt::format("{}_peek = 1'b0;", kStackNames[i]));
    }
    if (c.jump != kNone) {
      line("jump = 1'b1;");
      line(fmt::format("target = {};", step_.value(c.jump)));
    } else if (instruction_.format < 0) {  // it took no code: the next instruction is the one at hand
      line("jump = 1'b1;");
      line("target = pc;");
    }
    for (const hls::PathCommit::RegisterWrite& write : c.registers)
      line(fmt::format("{}_d = {};", machine_.registers[write.index].name, step_.value(write.node)));
    if (c.rebases()) line("rebase = 1'b1;");
    if (c.reschedule) line("reschedule = 1'b1;");
    if (c.halt) line("halt = 1'b1;");
    line("last = 1'b1;");
  }

  std::string new_depth(int node, int bits) {
    const hls::Node& n = p_.nodes[node];
    if (n.kind == NodeKind::kLeaf && n.op == Op::kConst) return verilog_constant(n.imm, bits);
    return step_.slice(node, bits - 1, 0);
  }

  const Machine& machine_;
  const Instruction& instruction_;
  int op_;
  const hls::Schedule& s_;
  const hls::Problem& p_;
  VerilogStep step_;
  int step_bits_;
  int indent_;
  int at_ = 0;
  bool checks_ = false;  // stack limits are tested
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> verilog_instruction(const Machine& machine, int op, const hls::Schedule& schedule,
                                             VerilogPool& pool, int indent) {
  return Emitter(machine, op, schedule, pool, indent).run();
}

}  // namespace rexa
