// Random bytecode. Depths are tracked as intervals, so instructions with several outcomes and forward branches
// may stand anywhere; where control flow meets again the intervals are joined.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/random.hpp"
#include "sim/random_program.hpp"
#include "sim/word_use.hpp"

namespace rexa {
namespace {

constexpr int kSlack = 40;  // code bytes kept free at the end

// Least and most cells on each stack.
struct Depths {
  int least[kStackCount] = {0, 0, 0};
  int most[kStackCount] = {0, 0, 0};
};

Depths joined(const Depths& a, const Depths& b) {
  Depths both;
  for (int s = 0; s < kStackCount; ++s) {
    both.least[s] = std::min(a.least[s], b.least[s]);
    both.most[s] = std::max(a.most[s], b.most[s]);
  }
  return both;
}

// Where a path's jump gets its address from.
enum class JumpKind { kNone, kRelative, kAbsolute, kStack };

class BytecodeGenerator {
 public:
  BytecodeGenerator(const Machine& machine, const RandomProgramOptions& options)
      : machine_(machine), random_(options.seed) {
    for (std::size_t op = 0; op < machine.instructions.size(); ++op) add_use(static_cast<int>(op));
    length_ = options.max_tokens > 0 ? options.max_tokens : random_.range(20, 400);
  }

  Program program() {
    Program program;
    program.name = "random bytecode";
    program.data.resize(static_cast<std::size_t>(machine_.parameters.data_bytes));
    for (auto& byte : program.data) byte = static_cast<std::uint8_t>(random_.next());
    block(length_, 0);
    finish();
    program.code = code_;
    return program;
  }

 private:
  void add_use(int op) {
    const Instruction& instruction = machine_.instructions[static_cast<std::size_t>(op)];
    uses_.push_back(instruction_use(machine_, op));
    int least[kStackCount];
    JumpKind jump = JumpKind::kNone;
    bool halts = false;
    for (int s = 0; s < kStackCount; ++s) least[s] = instruction.ir.max_outputs[s];
    for (const auto& leaf : instruction.ir.paths) {
      for (int s = 0; s < kStackCount; ++s) least[s] = std::min(least[s], static_cast<int>(leaf.outputs[s].size()));
      halts = halts || leaf.halt;
      if (leaf.jump == kNone) continue;
      const Op source = jump_source(instruction.ir, leaf.jump);
      jump = source == Op::kTarget ? JumpKind::kRelative
                                   : source == Op::kImm ? JumpKind::kAbsolute : JumpKind::kStack;
    }
    least_outputs_.push_back({least[0], least[1], least[2]});
    jumps_.push_back(jump);
    if (instruction.role == "literal_long") literal_ = op;
    if (instruction.role == "literal_short") short_literal_ = op;
    if (instruction.role == "return") return_ = op;
    if (instruction.role == "jump") jump_ = op;
    if (halts) {
      halt_ = op;
    } else if (jump == JumpKind::kNone) {
      plain_.push_back(op);
    } else if (instruction.role != "return") {
      control_.push_back(op);
    }
  }

  static Op jump_source(const InstructionIr& ir, ValueId id) {
    const Value* value = &ir.values[static_cast<std::size_t>(id)];
    while (value->op == Op::kConvert) value = &ir.values[static_cast<std::size_t>(value->args[0])];
    return value->op;
  }

  const Instruction& instruction(int op) const { return machine_.instructions[static_cast<std::size_t>(op)]; }
  const Format& format(int op) const {
    return machine_.formats[static_cast<std::size_t>(instruction(op).format)];
  }
  bool full() const {
    return static_cast<int>(code_.size()) + kSlack + 4 > machine_.parameters.code_bytes;
  }

  // Writes an instruction and returns its address.
  int put(int op, std::int64_t operand = 0) {
    const int at = static_cast<int>(code_.size());
    code_.resize(code_.size() + static_cast<std::size_t>(format(op).bytes));
    patch(at, op, operand);
    const WordUse& use = uses_[static_cast<std::size_t>(op)];
    for (int s = 0; s < kStackCount; ++s) {
      depths_.least[s] += least_outputs_[static_cast<std::size_t>(op)][static_cast<std::size_t>(s)] - use.inputs[s];
      depths_.most[s] += use.outputs[s] - use.inputs[s];
      depths_.least[s] = std::max(depths_.least[s], 0);
    }
    return at;
  }

  void patch(int at, int op, std::int64_t operand) {
    const Format& shape = format(op);
    const std::uint64_t mask = (std::uint64_t{1} << shape.imm_bits) - 1;
    const std::uint64_t word = instruction(op).base | (static_cast<std::uint64_t>(operand) & mask);
    for (int b = 0; b < shape.bytes; ++b) {
      code_[static_cast<std::size_t>(at + b)] = static_cast<std::uint8_t>(word >> (8 * (shape.bytes - 1 - b)));
    }
  }

  // Sends the jump at `at` to `target`.
  void aim(int at, int op, int target) {
    const bool relative = jumps_[static_cast<std::size_t>(op)] == JumpKind::kRelative;
    patch(at, op, relative ? target - at : target);
  }

  bool fits(int op) const {
    const WordUse& use = uses_[static_cast<std::size_t>(op)];
    for (int s = 0; s < kStackCount; ++s) {
      const int fresh = s == 0 ? use.inputs[0] : 0;  // operands may have to be pushed first
      if (s != 0 && depths_.least[s] < use.inputs[s]) return false;
      if (depths_.most[s] + fresh + use.outputs[s] + 2 > machine_.parameters.stack_cells[s]) return false;
      if (locked_[s] > 0 && (use.outputs[s] != use.inputs[s] || use.uneven)) return false;
    }
    return true;
  }

  void literal(std::int64_t value) {
    const bool fits_short = value >= -8192 && value < 8192;
    put(short_literal_ >= 0 && (literal_ < 0 || (fits_short && random_.chance(70))) ? short_literal_ : literal_,
        value);
  }

  std::int64_t operand_value(OperandKind kind, const WordUse& use) {
    switch (kind) {
      case OperandKind::kAddress: {
        const int cell = machine_.parameters.cell_bytes();
        const int bytes = std::max(use.access_bytes, 1);
        const int align = std::min(bytes, cell);
        return random_.below((machine_.parameters.data_bytes - bytes) / align + 1) * align;
      }
      case OperandKind::kDataIndex: return random_.range(1, std::max(1, depths_.least[0]));
      case OperandKind::kReturnIndex: return random_.range(1, std::max(1, depths_.least[1]));
      case OperandKind::kLoopIndex: return random_.range(1, std::max(1, depths_.least[2]));
      case OperandKind::kDivisor: return random_.range(-100, 100) * 2 + 1;
      case OperandKind::kPort: return random_.below(16);
      default: return any();
    }
  }

  std::int64_t any() {
    switch (random_.below(3)) {
      case 0: return random_.range(-2, 2);
      case 1: return random_.range(-8192, 8191);
      default: return static_cast<std::int64_t>(random_.next() >> 34) - (std::int64_t{1} << 29);
    }
  }

  void plain(int op) {
    const WordUse& use = uses_[static_cast<std::size_t>(op)];
    int particular = 0;
    for (int k = 0; k < use.inputs[0]; ++k) {
      if (use.operands[static_cast<std::size_t>(k)] != OperandKind::kAny) particular = k + 1;
    }
    if (random_.chance(1)) particular = 0;  // whatever is there: mostly a trap
    while (depths_.least[0] < use.inputs[0] - particular) literal(any());
    for (int k = particular - 1; k >= 0; --k) {
      literal(operand_value(use.operands[static_cast<std::size_t>(k)], use));
    }
    put(op, any());
  }

  void block(int items, int nesting) {
    for (int k = 0; k < items && !full(); ++k) {
      if (nesting < 4 && random_.chance(18) && !control_.empty()) {
        control(random_.pick(control_), std::max(1, std::min(items / 3, 12)), nesting);
        continue;
      }
      const int op = random_.pick(plain_);
      if (fits(op)) plain(op);
      // Room again on a data stack that has become too deep.
      while (depths_.least[0] > 12 && random_.chance(60)) {
        const int drop = find_drop();
        if (drop < 0) break;
        put(drop);
      }
    }
  }

  int find_drop() const {
    const Instruction* drop = machine_.find("drop");
    return drop == nullptr ? -1 : static_cast<int>(drop - machine_.instructions.data());
  }

  // A jump, branch, call or counted loop around a block.
  void control(int op, int items, int nesting) {
    const WordUse& use = uses_[static_cast<std::size_t>(op)];
    if (!fits(op) && use.inputs[2] == 0) return;
    const JumpKind kind = jumps_[static_cast<std::size_t>(op)];
    if (use.inputs[2] > 0) return counted_loop(op, items, nesting);
    if (use.outputs[1] > use.inputs[1]) return call(op, kind, items, nesting);
    while (depths_.least[0] < use.inputs[0]) literal(any());
    if (kind == JumpKind::kStack) return;
    const int at = put(op);
    const Depths taken = depths_;
    block(items, nesting + 1);
    aim(at, op, static_cast<int>(code_.size()));
    depths_ = joined(taken, depths_);
  }

  // call L; jump past; L: block return; past:
  void call(int op, JumpKind kind, int items, int nesting) {
    if (return_ < 0 || jump_ < 0 || (kind == JumpKind::kStack && literal_ < 0)) return;
    const int literal_at = kind == JumpKind::kStack ? put(literal_) : -1;
    const int at = put(op);
    const Depths called = depths_;
    depths_.most[1] -= 1;
    const int past = put(jump_);
    const int body = static_cast<int>(code_.size());
    if (literal_at >= 0) {
      patch(literal_at, literal_, body);
    } else {
      aim(at, op, body);
    }
    depths_ = called;
    ++locked_[1];
    block(items, nesting + 1);
    --locked_[1];
    put(return_);
    aim(past, jump_, static_cast<int>(code_.size()));
  }

  // limit start do; L: block; (loop) L
  void counted_loop(int op, int items, int nesting) {
    const Instruction* begin = nullptr;
    for (const auto& each : machine_.instructions) {
      if (each.role == "do") begin = &each;
    }
    if (begin == nullptr) return;
    const int start_op = static_cast<int>(begin - machine_.instructions.data());
    if (!fits(start_op)) return;
    const int start = random_.range(-5, 5);
    literal(start + random_.range(0, 4));
    literal(start);
    put(start_op);
    const int top = static_cast<int>(code_.size());
    const Depths before = depths_;
    ++locked_[1], ++locked_[2];
    block(std::min(items, 6), nesting + 1);
    --locked_[1], --locked_[2];
    while (depths_.least[0] < before.least[0]) literal(any());
    depths_.most[0] += 4 * std::max(0, depths_.most[0] - before.most[0]);
    aim(put(op), op, top);
  }

  void finish() {
    const int kind = random_.below(20);
    if (kind == 0) return;  // runs on into zeros
    if (kind < 4) {         // noise
      for (int k = random_.range(1, 24); k > 0; --k) code_.push_back(static_cast<std::uint8_t>(random_.next()));
      return;
    }
    if (kind < 6) {
      for (const int op : control_) {
        if (jumps_[static_cast<std::size_t>(op)] != JumpKind::kAbsolute || !fits(op)) continue;
        put(op, random_.chance(50) ? machine_.parameters.code_bytes - random_.range(0, 6) : random_.below(65536));
        return;
      }
    }
    if (halt_ >= 0) put(halt_);
  }

  const Machine& machine_;
  Random random_;
  std::vector<WordUse> uses_;                          // by op
  std::vector<std::array<int, kStackCount>> least_outputs_;
  std::vector<JumpKind> jumps_;
  std::vector<int> plain_, control_;
  int literal_ = -1, short_literal_ = -1, return_ = -1, jump_ = -1, halt_ = -1;
  int length_ = 0;
  int locked_[kStackCount] = {0, 0, 0};  // how many enclosing constructs need this stack as it is
  Depths depths_;
  std::vector<std::uint8_t> code_;
};

}  // namespace

Program random_bytecode(const Machine& machine, const RandomProgramOptions& options) {
  Program program = BytecodeGenerator(machine, options).program();
  program.name = fmt::format("random bytecode, seed {}", options.seed);
  if (Random(options.seed ^ 0x5eed).chance(options.trap_percent)) {
    program = mutated_program(machine, program, options.seed);
  }
  return program;
}

Program mutated_program(const Machine& machine, const Program& program, std::uint64_t seed) {
  Program result = program;
  result.name = fmt::format("{}, mutation {}", program.name, seed);
  Random random(seed ^ 0xb17e5);
  for (int k = random.range(1, 4); k > 0 && !result.code.empty(); --k) {
    auto& byte = result.code[static_cast<std::size_t>(random.below(static_cast<int>(result.code.size())))];
    switch (random.below(3)) {
      case 0: byte ^= static_cast<std::uint8_t>(1 << random.below(8)); break;
      case 1: byte = static_cast<std::uint8_t>(random.next()); break;
      default: {
        const Instruction& other = random.pick(machine.instructions);
        const int bytes = machine.formats[static_cast<std::size_t>(other.format)].bytes;
        byte = static_cast<std::uint8_t>(other.base >> (8 * (bytes - 1)));
      }
    }
  }
  return result;
}

}  // namespace rexa
