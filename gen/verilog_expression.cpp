#include "gen/verilog_expression.hpp"

#include <fmt/format.h>

namespace rexa {

using hls::Node;
using hls::NodeKind;

std::string VerilogPool::variable(int bits, int index) {
  variables_[bits] = std::max(variables_[bits], index + 1);
  return fmt::format("x{}_{}", bits, index);
}

std::string VerilogPool::temporary(int bits, int index) {
  temporaries_[bits] = std::max(temporaries_[bits], index + 1);
  return fmt::format("t{}_{}", bits, index);
}

std::string verilog_constant(std::int64_t value, int bits) {
  const std::uint64_t mask = bits >= 64 ? ~0ull : (1ull << bits) - 1;
  const std::uint64_t masked = static_cast<std::uint64_t>(value) & mask;
  if (masked < 1024) return fmt::format("{}'d{}", bits, masked);
  return fmt::format("{}'h{:x}", bits, masked);
}

VerilogStep::VerilogStep(const hls::Schedule& schedule, const Format& format, const std::vector<Register>& registers,
                         VerilogPool& pool)
    : s_(schedule), format_(format), registers_(registers), pool_(pool) {
  const auto& p = s_.problem;
  for (std::size_t n = 0; n < p.nodes.size(); ++n)
    if (s_.issue[n] != kNone)
      for (int arg : p.nodes[n].args) ++uses_[arg];
  for (const hls::Effect& e : p.effects) {
    if (e.node != kNone) ++uses_[e.node];
    if (e.address != kNone) ++uses_[e.address];
  }
  for (const hls::ProblemBlock& b : p.blocks)
    if (b.condition != kNone) ++uses_[b.condition];
  for (const hls::PathCommit& c : p.commits) {
    for (const hls::StackUpdate& update : c.stacks)
      for (int n : update.registers)
        if (n != kNone) ++uses_[n];
    if (c.jump != kNone) ++uses_[c.jump];
    for (int n : c.depth)
      if (n != kNone) ++uses_[n];
    for (const hls::PathCommit::RegisterWrite& write : c.registers) ++uses_[write.node];
  }
}

void VerilogStep::begin(int step, std::vector<std::string>* lines) {
  step_ = step;
  lines_ = lines;
  here_.clear();
  variable_count_.clear();
}

std::string VerilogStep::text(const Term& term) {
  if (!term.is_name || term.whole) return term.text;
  return term.bits == 1 ? fmt::format("{}[{}]", term.text, term.low)
                        : fmt::format("{}[{}:{}]", term.text, term.low + term.bits - 1, term.low);
}

std::string VerilogStep::bit_slice(const Term& term, int high, int low) {
  if (term.whole && low == 0 && high == term.bits - 1) return term.text;
  return high == low ? fmt::format("{}[{}]", term.text, term.low + low)
                     : fmt::format("{}[{}:{}]", term.text, term.low + high, term.low + low);
}

// Gives a value a name in this step, so that its bits can be selected or it can be used more than once.
VerilogStep::Term VerilogStep::named(int node, const Term& term) {
  if (term.is_name) return term;
  const int bits = s_.problem.nodes[node].type.bits;
  const std::string name = pool_.variable(bits, variable_count_[bits]++);
  lines_->push_back(fmt::format("{} = {};", name, term.text));
  const Term result{name, true, 0, bits, true};
  here_[node] = result;
  return result;
}

std::string VerilogStep::value(int node) { return text(term(node)); }

std::string VerilogStep::slice(int node, int high, int low) {
  return bit_slice(named(node, term(node)), high, low);
}

VerilogStep::Term VerilogStep::term(int node) {
  if (auto found = here_.find(node); found != here_.end()) return found->second;
  const Node& n = s_.problem.nodes[node];
  Term result;
  if (n.kind == NodeKind::kLeaf) {
    result = leaf(node);
  } else if (!n.free && s_.ready[node] < step_) {
    result = {kept_.at(node) + "_q", true, 0, n.type.bits, true};
  } else if (n.kind == NodeKind::kPure) {
    result = compute(node);
    if (!result.is_name && uses_[node] > 1) return named(node, result);
  } else {
    result = unit_result(node);
  }
  here_[node] = result;
  return result;
}

VerilogStep::Term VerilogStep::leaf(int node) {
  static const char* const kStacks[] = {"data", "return", "loop"};
  const Node& n = s_.problem.nodes[node];
  const int bits = n.type.bits;
  const int stack = static_cast<int>(n.stack);
  switch (n.op) {
    case Op::kConst:
      return {verilog_constant(n.imm, bits), false, 0, bits, true};
    case Op::kInput:
      return {fmt::format("{}_{}_q", kStacks[stack], n.imm), true, 0, bits, true};
    case Op::kRegister:
      return {registers_[static_cast<std::size_t>(n.imm)].name + "_q", true, 0, bits, true};
    case Op::kImm:
      return {"insn", true, 32 - 8 * format_.bytes, bits, false};
    case Op::kPc:
      return {"pc", true, 0, bits, true};
    case Op::kNextPc:
      return {"next_pc", true, 0, bits, true};
    case Op::kTarget: {
      const Term imm{"insn", true, 32 - 8 * format_.bytes, format_.imm_bits, false};
      return {fmt::format("(pc + {})", extend(imm, {true, format_.imm_bits}, bits)), false, 0, bits, true};
    }
    case Op::kDepth: {
      const int inputs = s_.problem.instruction->ir.inputs[stack];
      return {fmt::format("({}_depth - {})", kStacks[stack], verilog_constant(inputs, bits)), false, 0, bits, true};
    }
    default:
      return {"unknown_leaf", true, 0, bits, true};
  }
}

VerilogStep::Term VerilogStep::unit_result(int node) {
  static const char* const kRams[] = {"data_ram", "return_ram", "loop_ram"};
  const Node& n = s_.problem.nodes[node];
  const int bits = n.type.bits;
  switch (n.kind) {
    case NodeKind::kTopOfMemory:
    case NodeKind::kStackRead:
      return {kRams[static_cast<int>(n.stack)], true, 0, bits, true};
    case NodeKind::kDataRead:
      return {"data_rdata_i", true, 0, bits, true};
    case NodeKind::kSystemRead:
      return {"system_rdata_i", true, 0, bits, true};
    case NodeKind::kPortRead:
      return {"port_rdata_q", true, 0, bits, true};
    case NodeKind::kMultiply:
      return {"product", true, 0, bits, true};
    case NodeKind::kDivide:
      return {n.op == Op::kRem ? "remainder" : "quotient", true, 0, bits, bits == s_.problem.core.divider_bits};
    default:
      return {};
  }
}

std::string VerilogStep::extend(const Term& term, Type from, int bits) {
  const int extra = bits - from.bits;
  if (!from.is_signed) return fmt::format("{{{}, {}}}", verilog_constant(0, extra), text(term));
  const std::string sign = bit_slice(term, from.bits - 1, from.bits - 1);
  return extra == 1 ? fmt::format("{{{}, {}}}", sign, text(term))
                    : fmt::format("{{{{{} {{{}}}}}, {}}}", extra, sign, text(term));
}

VerilogStep::Term VerilogStep::compute(int node) {
  const Node& n = s_.problem.nodes[node];
  const int bits = n.type.bits;
  if (n.op == Op::kConvert) {
    const int arg = n.args[0];
    const Type from = s_.problem.nodes[arg].type;
    Term source = term(arg);
    if (bits == from.bits) return source;
    if (bits < from.bits) {
      source = named(arg, source);
      return {source.text, true, source.low, bits, false};
    }
    if (s_.problem.nodes[arg].op == Op::kConst && s_.problem.nodes[arg].kind == NodeKind::kLeaf)
      return {verilog_constant(s_.problem.nodes[arg].imm, bits), false, 0, bits, true};
    if (from.is_signed) source = named(arg, source);
    return {extend(source, from, bits), false, 0, bits, true};
  }
  // A constant shift right of a wider value is mostly followed by a cut: keep it sliceable.
  if (n.op == Op::kShr && s_.problem.nodes[n.args[1]].op == Op::kConst && !n.type.is_signed) {
    const int shift = static_cast<int>(s_.problem.nodes[n.args[1]].imm);
    if (shift == 0) return term(n.args[0]);
    if (shift < bits)
      return {fmt::format("{{{}, {}}}", verilog_constant(0, shift), slice(n.args[0], bits - 1, shift)), false, 0,
              bits, true};
  }
  return {operation(node), false, 0, bits, true};
}

std::string VerilogStep::operation(int node) {
  const Node& n = s_.problem.nodes[node];
  auto arg = [&](int i) { return value(n.args[i]); };
  auto binary = [&](const char* op) { return fmt::format("({} {} {})", arg(0), op, arg(1)); };
  auto compare = [&](const char* op) {
    return s_.problem.nodes[n.args[0]].type.is_signed
               ? fmt::format("($signed({}) {} $signed({}))", arg(0), op, arg(1))
               : binary(op);
  };
  switch (n.op) {
    case Op::kAdd: return binary("+");
    case Op::kSub: return binary("-");
    case Op::kAnd: return binary("&");
    case Op::kOr: return binary("|");
    case Op::kXor: return binary("^");
    case Op::kShl: return binary("<<");
    case Op::kShr:
      return n.type.is_signed ? fmt::format("$unsigned($signed({}) >>> {})", arg(0), arg(1)) : binary(">>");
    case Op::kEq: return binary("==");
    case Op::kNe: return binary("!=");
    case Op::kLt:
      if (s_.problem.nodes[n.args[0]].type.is_signed && s_.problem.nodes[n.args[1]].op == Op::kConst &&
          s_.problem.nodes[n.args[1]].imm == 0) {
        const int top = s_.problem.nodes[n.args[0]].type.bits - 1;
        return slice(n.args[0], top, top);  // negative
      }
      return compare("<");
    case Op::kLe: return compare("<=");
    case Op::kNot: return fmt::format("(~{})", arg(0));
    case Op::kNeg: return fmt::format("(-{})", arg(0));
    case Op::kSelect: return fmt::format("({} ? {} : {})", arg(0), arg(1), arg(2));
    case Op::kConcat: return fmt::format("{{{}, {}}}", arg(0), arg(1));
    default: return "unknown_operation";
  }
}

std::vector<std::string> VerilogStep::keep() {
  std::vector<std::string> result;
  for (std::size_t n = 0; n < s_.problem.nodes.size(); ++n) {
    const Node& node = s_.problem.nodes[n];
    const int id = static_cast<int>(n);
    if (s_.issue[n] == kNone || node.free || s_.ready[n] != step_ || s_.last_use[n] <= step_) continue;
    auto& slots = free_after_[node.type.bits];
    std::size_t slot = 0;
    while (slot < slots.size() && slots[slot] > step_) ++slot;
    if (slot == slots.size()) slots.push_back(0);
    slots[slot] = s_.last_use[n];
    const std::string source = value(id);
    kept_[id] = pool_.temporary(node.type.bits, static_cast<int>(slot));
    result.push_back(fmt::format("{}_d = {};", kept_[id], source));
  }
  return result;
}

}  // namespace rexa
