#include "isa/sequence.hpp"

#include <algorithm>
#include <cstdlib>

namespace rexa {

namespace {

constexpr int kMaxBlocks = 256;
constexpr int kMaxStores = 2;

// What the parts so far have made of the stacks: the cells above those not touched yet.
struct State {
  std::vector<ValueId> cells[kStackCount];  // bottom first
  int taken[kStackCount] = {0, 0, 0};       // inputs of the whole that this path has reached down to
  bool effect = false;                      // a store or port write has happened
  int stores = 0;
};

class Fuser {
 public:
  Fuser(const SequenceSource& source, const Parameters& parameters)
      : source_(source), parameters_(parameters) {}

  Result<InstructionIr> run() {
    out_.name = source_.name;
    if (source_.parts.empty()) fault("the sequence is empty", 0, "name at least one instruction");
    for (const SequencePart& part : source_.parts) check_part(part);
    if (!diagnostics_.empty()) return diagnostics_;
    out_.blocks.emplace_back();
    run_part(0, State{}, 0);
    if (!diagnostics_.empty()) return diagnostics_;
    finish_leaves();
    return out_;
  }

 private:
  void fault(const std::string& message, int offset, const std::string& hint = "") {
    Diagnostic found = error("bad-sequence", message, source_.where(offset), hint);
    // Several paths through the parts may meet the same fault.
    const bool known = std::any_of(diagnostics_.begin(), diagnostics_.end(),
                                   [&](const Diagnostic& d) { return d.message == found.message; });
    if (!known) diagnostics_.push_back(std::move(found));
  }

  void check_part(const SequencePart& part) {
    if (part.literal) return;
    const std::string subject = "'" + part.token.text + "' ";
    for (const Leaf& leaf : part.ir.paths) {
      if (leaf.jump != kNone || leaf.halt || leaf.reschedule || !leaf.registers.empty()) {
        fault(subject + "jumps or halts, which a part of a sequence may not", part.token.offset,
              "fuse only the instructions between jumps");
        break;
      }
    }
    for (const Value& value : part.ir.values) {
      if (value.op == Op::kDepth || value.op == Op::kPeek) {
        fault(subject + "looks at the depth of a stack, which a part of a sequence may not", part.token.offset);
      } else if (value.op == Op::kImm || value.op == Op::kTarget) {
        fault(subject + "has an operand, which a part of a sequence may not", part.token.offset);
      } else if (value.op == Op::kPc || value.op == Op::kNextPc) {
        fault(subject + "uses its own address, which a part of a sequence may not", part.token.offset);
      } else if (value.op == Op::kSysRead) {
        fault(subject + "reads system memory, which a part of a sequence may not", part.token.offset);
      }
    }
  }

  ValueId add(const Value& value) {
    // Reads stay apart: each is an action of its own.
    const bool is_read = value.op == Op::kLoad || value.op == Op::kPortRead;
    const auto found = is_read ? out_.values.end() : std::find(out_.values.begin(), out_.values.end(), value);
    if (found != out_.values.end()) return static_cast<ValueId>(found - out_.values.begin());
    out_.values.push_back(value);
    return static_cast<ValueId>(out_.values.size()) - 1;
  }

  Type cell() const { return {true, parameters_.cell_bits}; }

  ValueId input(int stack, int depth) {
    Value value;
    value.op = Op::kInput;
    value.type = cell();
    value.imm = depth;
    value.stack = static_cast<StackId>(stack);
    return add(value);
  }

  // Takes the part's inputs off the stacks; result: by stack, bottom first.
  void take(State& state, const InstructionIr& part, std::vector<ValueId> (&inputs)[kStackCount]) {
    for (int stack = 0; stack < kStackCount; ++stack) {
      std::vector<ValueId>& cells = state.cells[stack];
      while (static_cast<int>(cells.size()) < part.inputs[stack]) {
        cells.insert(cells.begin(), input(stack, state.taken[stack]++));
      }
      inputs[stack].assign(cells.end() - part.inputs[stack], cells.end());
      cells.resize(cells.size() - static_cast<std::size_t>(part.inputs[stack]));
    }
  }

  // Continues with part `index` at the end of block `block`.
  void run_part(std::size_t index, State state, int block) {
    if (index == source_.parts.size()) {
      leave(std::move(state), block);
      return;
    }
    const SequencePart& part = source_.parts[index];
    if (part.literal) {
      Value value;
      value.type = cell();
      const int unused = 64 - parameters_.cell_bits;
      const auto bits = static_cast<std::uint64_t>(*part.literal) << unused;
      value.imm = static_cast<std::int64_t>(bits) >> unused;
      state.cells[0].push_back(add(value));
      run_part(index + 1, std::move(state), block);
      return;
    }
    std::vector<ValueId> inputs[kStackCount];
    take(state, part.ir, inputs);
    std::vector<ValueId> map(part.ir.values.size(), kNone);
    for (std::size_t i = 0; i < part.ir.values.size(); ++i) map[i] = copy_value(part.ir, i, inputs, map);
    run_block(index, 0, std::move(state), block, map);
  }

  ValueId copy_value(const InstructionIr& part, std::size_t index,
                     const std::vector<ValueId> (&inputs)[kStackCount], const std::vector<ValueId>& map) {
    Value value = part.values[index];
    for (ValueId& argument : value.args) argument = map[static_cast<std::size_t>(argument)];
    if (value.op != Op::kInput) return add(value);
    const std::vector<ValueId>& cells = inputs[static_cast<int>(value.stack)];
    const ValueId cell_value = cells[cells.size() - 1 - static_cast<std::size_t>(value.imm)];
    return converted(cell_value, value.type);
  }

  ValueId converted(ValueId id, Type type) {
    const Value& from = out_.values[static_cast<std::size_t>(id)];
    if (from.type == type) return id;
    if (from.op == Op::kConvert) {
      // There and back again at the same width, as between a signed and an unsigned view of a cell.
      const Type origin = out_.values[static_cast<std::size_t>(from.args[0])].type;
      if (origin == type && origin.bits == from.type.bits) return from.args[0];
    }
    Value value;
    value.op = Op::kConvert;
    value.type = type;
    value.args = {id};
    return add(value);
  }

  void run_block(std::size_t index, int part_block, State state, int block, const std::vector<ValueId>& map) {
    const SequencePart& part = source_.parts[index];
    const Block& from = part.ir.blocks[static_cast<std::size_t>(part_block)];
    const auto mapped = [&](ValueId id) { return id == kNone ? kNone : map[static_cast<std::size_t>(id)]; };
    for (Action action : from.actions) {
      const bool is_effect = action.kind == ActionKind::kStore || action.kind == ActionKind::kPortWrite;
      if (action.kind == ActionKind::kSysWrite) {
        fault("'" + part.token.text + "' writes system memory, which a part of a sequence may not", part.token.offset);
      }
      if (state.effect && !is_effect) {
        fault("'" + part.token.text + "' reads or may trap after an effect of the sequence", part.token.offset,
              "a trap must leave the state as it was: end the sequence before this word");
      }
      state.effect = state.effect || is_effect;
      if (action.kind == ActionKind::kRead) state.effect = state.effect || is_port_read(part.ir, action.value);
      if (action.kind == ActionKind::kStore && ++state.stores > kMaxStores) {
        fault("more than two memory writes in the sequence", part.token.offset);
      }
      action.value = mapped(action.value);
      action.address = mapped(action.address);
      action.condition = mapped(action.condition);
      out_.blocks[static_cast<std::size_t>(block)].actions.push_back(action);
    }
    if (from.condition == kNone) {
      const Leaf& leaf = part.ir.paths[static_cast<std::size_t>(from.path)];
      for (int stack = 0; stack < kStackCount; ++stack) {
        for (ValueId id : leaf.outputs[stack]) state.cells[stack].push_back(mapped(id));
      }
      run_part(index + 1, std::move(state), block);
      return;
    }
    if (out_.blocks.size() + 2 > kMaxBlocks) {
      fault("the sequence has too many paths", part.token.offset);
      return;
    }
    const int then_block = static_cast<int>(out_.blocks.size());
    out_.blocks.resize(out_.blocks.size() + 2);
    Block& branch = out_.blocks[static_cast<std::size_t>(block)];
    branch.condition = mapped(from.condition);
    branch.then_block = then_block;
    branch.else_block = then_block + 1;
    run_block(index, from.then_block, state, then_block, map);
    run_block(index, from.else_block, state, then_block + 1, map);
  }

  static bool is_port_read(const InstructionIr& part, ValueId id) {
    return part.values[static_cast<std::size_t>(id)].op == Op::kPortRead;
  }

  void leave(State state, int block) {
    out_.blocks[static_cast<std::size_t>(block)].path = static_cast<int>(out_.paths.size());
    Leaf leaf;
    for (int stack = 0; stack < kStackCount; ++stack) {
      leaf.outputs[stack] = std::move(state.cells[stack]);
      out_.inputs[stack] = std::max(out_.inputs[stack], state.taken[stack]);
    }
    taken_.push_back({state.taken[0], state.taken[1], state.taken[2]});
    out_.paths.push_back(std::move(leaf));
  }

  // A path that reached less deep than another hands the deeper cells on.
  void finish_leaves() {
    for (std::size_t i = 0; i < out_.paths.size(); ++i) {
      for (int stack = 0; stack < kStackCount; ++stack) {
        std::vector<ValueId>& outputs = out_.paths[i].outputs[stack];
        for (int depth = taken_[i][static_cast<std::size_t>(stack)]; depth < out_.inputs[stack]; ++depth) {
          outputs.insert(outputs.begin(), input(stack, depth));
        }
        out_.max_outputs[stack] = std::max(out_.max_outputs[stack], static_cast<int>(outputs.size()));
      }
    }
  }

  const SequenceSource& source_;
  const Parameters& parameters_;
  InstructionIr out_;
  std::vector<std::vector<int>> taken_;  // by path and stack
  Diagnostics diagnostics_;
};

}  // namespace

std::vector<SequenceToken> split_sequence(const std::string& text) {
  std::vector<SequenceToken> tokens;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t\n", at)) != std::string::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t\n", at), text.size());
    tokens.push_back({text.substr(at, end - at), static_cast<int>(at)});
    at = end;
  }
  return tokens;
}

std::optional<std::int64_t> literal_value(const std::string& token) {
  const bool negative = token.size() > 1 && token[0] == '-';
  std::string digits = negative ? token.substr(1) : token;
  int base = 10;
  if (digits.rfind("0x", 0) == 0) {
    base = 16;
    digits.erase(0, 2);
  } else if (digits.size() > 1 && digits[0] == '$') {
    base = 16;
    digits.erase(0, 1);
  }
  if (digits.empty() || digits.size() > 15) return std::nullopt;
  const char* const allowed = base == 10 ? "0123456789" : "0123456789abcdefABCDEF";
  if (digits.find_first_not_of(allowed) != std::string::npos) return std::nullopt;
  const std::int64_t value = std::strtoll(digits.c_str(), nullptr, base);
  return negative ? -value : value;
}

Result<InstructionIr> fuse_sequence(const SequenceSource& source, const Parameters& parameters) {
  return Fuser(source, parameters).run();
}

}  // namespace rexa
