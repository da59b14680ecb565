#include "hls/problem.hpp"

#include <algorithm>
#include <map>

namespace rexa::hls {
namespace {

class Builder {
 public:
  Builder(const Instruction& instruction, const MicroArchitecture& core) : ir_(instruction.ir) {
    problem_.instruction = &instruction;
    problem_.core = core;
  }

  Result<Problem> build() {
    nodes_of_.assign(ir_.values.size(), kNone);
    problem_.blocks.resize(ir_.blocks.size());
    problem_.commits.resize(ir_.paths.size());
    problem_.trap_count = static_cast<int>(trap_actions(ir_).size());
    block(0);
    if (has_errors(diagnostics_)) return diagnostics_;
    return std::move(problem_);
  }

 private:
  Type cell(bool is_signed = false) const { return {is_signed, problem_.core.cell_bits}; }

  void fault(const std::string& message, const std::string& hint) {
    diagnostics_.push_back(
        error("cannot-schedule", problem_.instruction->name + ": " + message, problem_.instruction->where, hint));
  }

  // --- nodes ---

  int add(Node node) {
    if (node.kind == NodeKind::kLeaf) node.free = true;
    if (node.kind == NodeKind::kPure) {
      const bool constant_shift = (node.op == Op::kShl || node.op == Op::kShr) && is_const(node.args[1]);
      node.free = levels(node.op, constant_shift) == 0;
      for (int arg : node.args) node.free = node.free && problem_.nodes[arg].free;
    }
    for (std::size_t i = 0; i < problem_.nodes.size(); ++i)
      if (problem_.nodes[i] == node && !reads_state(node.kind))
        return static_cast<int>(i);
    problem_.nodes.push_back(std::move(node));
    return static_cast<int>(problem_.nodes.size()) - 1;
  }

  static bool reads_state(NodeKind kind) {
    return kind == NodeKind::kDataRead || kind == NodeKind::kPortRead || kind == NodeKind::kSystemRead;
  }
  bool is_const(int node) const {
    return problem_.nodes[node].kind == NodeKind::kLeaf && problem_.nodes[node].op == Op::kConst;
  }
  int constant(std::int64_t value, Type type) {
    return add({.kind = NodeKind::kLeaf, .op = Op::kConst, .type = type, .imm = value});
  }
  int pure(Op op, Type type, std::vector<int> args) {
    return add({.kind = NodeKind::kPure, .op = op, .type = type, .args = std::move(args)});
  }
  int convert(int node, Type type) {
    return problem_.nodes[node].type == type ? node : pure(Op::kConvert, type, {node});
  }
  int stack_cell(StackId stack, int depth, Type type) {
    const int registers = problem_.core.registers[static_cast<int>(stack)];
    const NodeKind kind = depth < registers    ? NodeKind::kLeaf
                          : depth == registers ? NodeKind::kTopOfMemory
                                               : NodeKind::kStackRead;
    return add({.kind = kind, .op = Op::kInput, .type = type, .imm = depth, .stack = stack});
  }

  int node_of(ValueId id) {
    int& node = nodes_of_[id];
    if (node == kNone) {
      const int made = make(ir_.values[id]);
      nodes_of_[id] = made;
      return made;
    }
    return node;
  }

  int make(const Value& value) {
    std::vector<int> args;
    for (ValueId arg : value.args) args.push_back(node_of(arg));
    switch (value.op) {
      case Op::kConst: case Op::kImm: case Op::kPc: case Op::kNextPc: case Op::kTarget: case Op::kDepth:
      case Op::kRegister:
        return add({.kind = NodeKind::kLeaf, .op = value.op, .type = value.type, .imm = value.imm,
                    .stack = value.stack});
      case Op::kInput:
        return stack_cell(value.stack, static_cast<int>(value.imm), value.type);
      case Op::kPeek:
        return peek(value, args[0]);
      case Op::kLoad:
        return load(value, args[0]);
      case Op::kPortRead:
        return add({.kind = NodeKind::kPortRead, .op = value.op, .type = value.type, .args = args});
      case Op::kSysRead:
        return add({.kind = NodeKind::kSystemRead, .op = value.op, .type = value.type, .args = args});
      case Op::kMul:
        return multiply(value.type, args[0], args[1]);
      case Op::kDiv: case Op::kRem:
        return divide(value, args[0], args[1]);
      default:
        return pure(value.op, value.type, std::move(args));
    }
  }

  // Item `index` below the inputs: one of the registers, or in the RAM at depth + registers - index; zero past
  // the bottom of the stack, where both hold what was there before.
  int peek(const Value& value, int index) {
    const int stack = static_cast<int>(value.stack);
    const int inputs = ir_.inputs[stack];
    const int registers = problem_.core.registers[stack];
    const Type type = problem_.nodes[index].type;
    const int depth = add({.kind = NodeKind::kLeaf, .op = Op::kDepth, .type = type, .stack = value.stack});
    const int address = pure(Op::kSub, type, {pure(Op::kAdd, type, {depth, constant(registers, type)}), index});
    int result = add({.kind = NodeKind::kStackRead, .op = Op::kPeek, .type = value.type, .args = {address},
                      .stack = value.stack});
    for (int item = inputs; item < registers; ++item) {
      const int here = pure(Op::kEq, {false, 1}, {index, constant(item - inputs, type)});
      result = pure(Op::kSelect, value.type, {here, stack_cell(value.stack, item, value.type), result});
    }
    const int exists = pure(Op::kLt, {false, 1}, {index, depth});
    return pure(Op::kSelect, value.type, {exists, result, constant(0, value.type)});
  }

  // Memory is read by whole cells; narrower reads take their part by the low address bits.
  int load(const Value& value, int address) {
    const int bytes = static_cast<int>(value.imm);
    const int cell_bytes = problem_.core.cell_bits / 8;
    const int word = add({.kind = NodeKind::kDataRead, .op = Op::kLoad, .type = cell(), .args = {address}});
    reads_[&value] = word;
    if (bytes == cell_bytes) return convert(word, value.type);
    const Type type = problem_.nodes[address].type;
    const int lane = pure(Op::kAnd, type, {address, constant(cell_bytes - 1, type)});
    const int bits = pure(Op::kShl, type, {lane, constant(3, type)});
    return convert(pure(Op::kShr, cell(), {word, bits}), value.type);
  }

  int unsigned_product(int a, int b) {
    if (!problem_.core.multiplier) fault("the core has no multiplier", "configure \"multiplier\": \"parallel\"");
    return add({.kind = NodeKind::kMultiply, .op = Op::kMul, .type = {false, 2 * problem_.core.cell_bits},
                .args = {convert(a, cell()), convert(b, cell())}});
  }
  int low(int product) { return convert(product, cell()); }
  int high(int product) {
    const Type type = problem_.nodes[product].type;
    return convert(pure(Op::kShr, type, {product, constant(problem_.core.cell_bits, cell())}), cell());
  }

  // The cell that `node` is an extension of, or kNone.
  int extended_from(int node, bool is_signed) const {
    const Node& n = problem_.nodes[node];
    if (n.kind != NodeKind::kPure || n.op != Op::kConvert) return kNone;
    return problem_.nodes[n.args[0]].type == cell(is_signed) ? n.args[0] : kNone;
  }

  int multiply(Type type, int a, int b) {
    const int width = problem_.core.cell_bits;
    if (type.bits <= width) return convert(unsigned_product(widen(a, width), widen(b, width)), type);
    if (type.bits > 2 * width) {
      fault("a product of " + to_string(type) + " is wider than two cells", "multiply doubles or cells");
      return a;
    }
    if (type.bits < 2 * width) {
      const Type wide = {type.is_signed, 2 * width};
      return convert(multiply(wide, convert(a, wide), convert(b, wide)), type);
    }
    const int sa = extended_from(a, true), sb = extended_from(b, true);
    if (sa != kNone && sb != kNone) {  // signed from unsigned: subtract 2^width * (a<0 ? b : 0 + b<0 ? a : 0)
      const int product = unsigned_product(sa, sb);
      const Type c = cell();
      auto correction = [&](int sign_of, int other) {
        const int negative = pure(Op::kLt, {false, 1}, {sign_of, constant(0, cell(true))});
        return pure(Op::kSelect, c, {negative, convert(other, c), constant(0, c)});
      };
      int top = pure(Op::kSub, c, {high(product), correction(sa, sb)});
      top = pure(Op::kSub, c, {top, correction(sb, sa)});
      return convert(pure(Op::kConcat, {false, 2 * width}, {top, low(product)}), type);
    }
    const int ua = extended_from(a, false), ub = extended_from(b, false);
    if (ua != kNone && ub != kNone) return convert(unsigned_product(ua, ub), type);
    const Type c = cell(), d = {false, 2 * width};
    const int wa = convert(a, d), wb = convert(b, d);
    const int product = unsigned_product(low(wa), low(wb));
    const int cross = pure(Op::kAdd, c, {low(unsigned_product(high(wa), low(wb))),
                                         low(unsigned_product(low(wa), high(wb)))});
    const int top = pure(Op::kAdd, c, {high(product), cross});
    return convert(pure(Op::kConcat, d, {top, low(product)}), type);
  }

  int widen(int node, int bits) { return convert(node, {problem_.nodes[node].type.is_signed, bits}); }

  int divide(const Value& value, int a, int b) {
    const int width = problem_.core.cell_bits;
    if (!problem_.core.divider) fault("the core has no divider", "configure \"divider\": \"serial\"");
    if (value.type.bits > problem_.core.divider_bits)
      fault("a quotient of " + to_string(value.type) + " is wider than the divider", "divide doubles or cells");
    const int bits = value.type.bits <= width ? width : 2 * width;
    const Type type = {value.type.is_signed, bits};
    return convert(add({.kind = NodeKind::kDivide, .op = value.op, .type = type,
                        .args = {widen(a, bits), widen(b, bits)}}),
                   value.type);
  }

  // --- effects ---

  void block(int index) {
    const Block& source = ir_.blocks[index];
    for (const Action& action : source.actions) effect(index, action);
    ProblemBlock& target = problem_.blocks[index];
    target.path = source.path;
    if (source.condition == kNone) {
      leaf(index, source.path);
      return;
    }
    const int condition = node_of(source.condition);
    problem_.blocks[index].condition = condition;
    problem_.blocks[index].then_block = source.then_block;
    problem_.blocks[index].else_block = source.else_block;
    for (int child : {source.then_block, source.else_block}) {
      problem_.blocks[child].parent = index;
      problem_.blocks[child].parent_then = child == source.then_block;
      block(child);
    }
  }

  void effect(int block, const Action& action) {
    Effect e;
    e.block = block;
    switch (action.kind) {
      case ActionKind::kRead: {
        const Value& value = ir_.values[action.value];
        e.node = node_of(action.value);
        if (value.op == Op::kLoad) e.node = reads_.at(&value);
        e.kind = value.op == Op::kLoad      ? EffectKind::kRead
                 : value.op == Op::kSysRead ? EffectKind::kSystemRead
                                            : EffectKind::kPortRead;
        break;
      }
      case ActionKind::kTrapIf:
        e.kind = EffectKind::kTrap;
        e.node = node_of(action.condition);
        e.trap = action.trap;
        e.trap_index = static_cast<int>(trap_index(ir_, action));
        break;
      case ActionKind::kStore:
        e.kind = EffectKind::kStore;
        e.node = node_of(action.value);
        e.address = node_of(action.address);
        e.bytes = action.bytes;
        break;
      case ActionKind::kSysWrite:
        e.kind = EffectKind::kSystemWrite;
        e.node = node_of(action.value);
        e.address = node_of(action.address);
        break;
      case ActionKind::kLoop:
        break;  // loops are unrolled here
      case ActionKind::kPortWrite:
        e.kind = EffectKind::kPortWrite;
        e.node = node_of(action.value);
        e.address = node_of(action.address);
        break;
    }
    problem_.effects.push_back(e);
  }

  // Final contents of each stack: outputs on top of what lay below the inputs. Cells that end up in
  // registers are committed; those pushed out of registers, or new below them, are written to the RAM. Before a
  // rebase no cell stays in a register alone. Deepest first: on a stack that is less deep than it has registers,
  // what is no cell of it is overwritten by what is.
  void leaf(int block, int path) {
    const Leaf& source = ir_.paths[path];
    PathCommit& commit = problem_.commits[path];
    commit.halt = source.halt;
    commit.reschedule = source.reschedule;
    for (const Leaf::RegisterWrite& write : source.registers)
      commit.registers.push_back({write.index, node_of(write.value)});
    if (source.rebases())
      for (int s = 0; s < kStackCount; ++s) commit.depth[s] = node_of(source.depth[s]);
    if (source.jump != kNone) commit.jump = node_of(source.jump);
    for (int s = 0; s < kStackCount; ++s) {
      const StackId stack = static_cast<StackId>(s);
      const int registers = problem_.core.registers[s];
      const int inputs = ir_.inputs[s], outputs = static_cast<int>(source.outputs[s].size());
      const int change = outputs - inputs;
      problem_.commits[path].stacks[s].depth_change = change;
      auto final_cell = [&](int depth) {
        return depth < outputs ? node_of(source.outputs[s][outputs - 1 - depth])
                               : stack_cell(stack, depth - change, cell(true));
      };
      auto in_place = [&](int node, int depth) {  // already where it belongs
        const Node& n = problem_.nodes[node];
        const bool same = n.op == Op::kInput && n.stack == stack && n.kind != NodeKind::kPure;
        if (depth < registers) return same && n.imm == depth;
        return same && n.imm == depth - change && n.imm >= registers;
      };
      for (int r = 0; r < registers; ++r) {
        const int node = source.rebases() ? kNone : final_cell(r);
        problem_.commits[path].stacks[s].registers.push_back(node != kNone && in_place(node, r) ? kNone : node);
      }
      if (source.rebases()) {
        for (int depth = std::max({registers, outputs, registers + change}) - 1; depth >= 0; --depth) {
          const int node = final_cell(depth);
          if (depth < registers || !in_place(node, depth)) stack_write(block, path, stack, depth, node);
        }
        continue;
      }
      for (int depth = registers; depth < outputs || depth - change < registers; ++depth) {
        const int node = final_cell(depth);
        if (in_place(node, depth)) continue;
        stack_write(block, path, stack, depth, node);
      }
    }
    problem_.effects.push_back({.kind = EffectKind::kCommit, .block = block, .path = path});
  }

  void stack_write(int block, int path, StackId stack, int depth, int node) {
    problem_.effects.push_back({.kind = EffectKind::kStackWrite, .block = block, .node = node, .stack = stack,
                                .depth_after = depth, .path = path});
  }

  const InstructionIr& ir_;
  Problem problem_;
  Diagnostics diagnostics_;
  std::vector<int> nodes_of_;
  std::map<const Value*, int> reads_;
};

}  // namespace

Result<Problem> make_problem(const Instruction& instruction, const MicroArchitecture& core) {
  return Builder(instruction, core).build();
}

bool on_one_path(const Problem& problem, int block_a, int block_b) {
  auto above = [&](int upper, int lower) {
    for (int b = lower; b != kNone; b = problem.blocks[b].parent)
      if (b == upper) return true;
    return false;
  };
  return above(block_a, block_b) || above(block_b, block_a);
}

int stack_offset_before(const Problem& problem, StackId stack, int depth) {
  return problem.core.registers[static_cast<int>(stack)] - depth;
}

int stack_offset_after(const Problem& problem, const Effect& write) {
  const int s = static_cast<int>(write.stack);
  return problem.commits[write.path].stacks[s].depth_change + problem.core.registers[s] - write.depth_after;
}

}  // namespace rexa::hls
