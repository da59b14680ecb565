#include <fmt/format.h>

#include "hls/schedule.hpp"

namespace rexa::hls {
namespace {

const char* stack_name(StackId stack) {
  static const char* const kNames[kStackCount] = {"data", "return", "loop"};
  return kNames[static_cast<int>(stack)];
}

std::string name(const Problem& p, int n) {
  const Node& node = p.nodes[n];
  if (node.op == Op::kConst) return std::to_string(node.imm);
  if (node.op == Op::kInput && node.kind != NodeKind::kPure)
    return fmt::format("{}[{}]", stack_name(node.stack), node.imm);
  if (node.op == Op::kRegister) return fmt::format("register[{}]", node.imm);
  if (node.kind == NodeKind::kLeaf) return to_string(node.op);
  return fmt::format("%{}", n);
}

std::string describe(const Problem& p, int n) {
  const Node& node = p.nodes[n];
  static const char* const kKinds[] = {"leaf",      "", "top of memory", "stack read", "data read",
                                       "port read", "multiply",          "divide", "system read"};
  std::string text = fmt::format("%{} : {} = ", n, to_string(node.type));
  text += node.kind == NodeKind::kPure ? to_string(node.op) : kKinds[static_cast<int>(node.kind)];
  if (node.kind == NodeKind::kDivide) text += node.op == Op::kRem ? " (remainder)" : " (quotient)";
  if (node.op == Op::kInput) text += " " + name(p, n);
  for (int arg : node.args) text += " " + name(p, arg);
  return text;
}

std::string describe(const Schedule& s, const Effect& e) {
  const Problem& p = s.problem;
  switch (e.kind) {
    case EffectKind::kRead: case EffectKind::kPortRead: case EffectKind::kSystemRead: return "";
    case EffectKind::kTrap: return fmt::format("trap {} if {}", e.trap, name(p, e.node));
    case EffectKind::kStore: return fmt::format("store {} bytes at {} = {}", e.bytes, name(p, e.address), name(p, e.node));
    case EffectKind::kPortWrite: return fmt::format("port {} = {}", name(p, e.address), name(p, e.node));
    case EffectKind::kSystemWrite: return fmt::format("system[{}] = {}", name(p, e.address), name(p, e.node));
    case EffectKind::kStackWrite:
      return fmt::format("path {}: {} RAM[depth{:+}] = {}", e.path, stack_name(e.stack), stack_offset_after(p, e),
                         name(p, e.node));
    case EffectKind::kCommit: {
      std::string text = fmt::format("path {}: commit", e.path);
      const PathCommit& commit = p.commits[e.path];
      for (int st = 0; st < kStackCount; ++st) {
        const StackUpdate& update = commit.stacks[st];
        if (update.depth_change && !commit.rebases())
          text += fmt::format(", {} depth {:+}", stack_name(static_cast<StackId>(st)), update.depth_change);
        for (std::size_t r = 0; r < update.registers.size(); ++r)
          if (update.registers[r] != kNone)
            text += fmt::format(", {}{} = {}", stack_name(static_cast<StackId>(st)), r, name(p, update.registers[r]));
      }
      if (commit.jump != kNone) text += ", pc = " + name(p, commit.jump);
      for (const PathCommit::RegisterWrite& write : commit.registers)
        text += fmt::format(", register[{}] = {}", write.index, name(p, write.node));
      for (int st = 0; st < kStackCount; ++st)
        if (commit.rebases())
          text += fmt::format(", {} depth = {}", stack_name(static_cast<StackId>(st)), name(p, commit.depth[st]));
      if (commit.halt) text += ", halt";
      if (commit.reschedule) text += ", switch next";
      return text;
    }
  }
  return "";
}

}  // namespace

std::string print_schedule(const Schedule& s) {
  std::string out = fmt::format("{}: {} step{}\n", s.problem.instruction->name, s.steps, s.steps == 1 ? "" : "s");
  for (int step = 0; step < s.steps; ++step) {
    std::string lines;
    for (std::size_t n = 0; n < s.problem.nodes.size(); ++n)
      if (s.issue[n] == step && s.problem.nodes[n].kind != NodeKind::kLeaf)
        lines += "    " + describe(s.problem, static_cast<int>(n)) +
                 (s.ready[n] != step ? fmt::format("  (ready in step {})", s.ready[n]) : "") + "\n";
    for (std::size_t i = 0; i < s.problem.effects.size(); ++i) {
      if (s.effect_step[i] != step) continue;
      const std::string text = describe(s, s.problem.effects[i]);
      if (!text.empty()) lines += "    " + text + "\n";
    }
    if (!lines.empty()) out += fmt::format("  step {}\n{}", step, lines);
  }
  return out;
}

}  // namespace rexa::hls
