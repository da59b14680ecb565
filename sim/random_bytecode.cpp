// Random bytecode. Depths are tracked as intervals, so instructions with several outcomes and forward branches
// may stand anywhere; where control flow meets again the intervals are joined.
#include <fmt/format.h>

#include <algorithm>

#include "sim/code_writer.hpp"
#include "sim/random.hpp"
#include "sim/random_program.hpp"
#include "sim/system_image.hpp"
#include "sim/task_image.hpp"

namespace rexa {
namespace {

constexpr int kDeepData = 12;

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

class BytecodeGenerator {
 public:
  BytecodeGenerator(const Machine& machine, const RandomProgramOptions& options)
      : machine_(machine), random_(options.seed), uses_(machine), writer_(machine, uses_) {
    for (int op = 0; op < static_cast<int>(uses_.ops.size()); ++op) {
      const JumpKind jump = use(op).jump;
      if (use(op).halts || jump == JumpKind::kReturnStack || use(op).use.blocks) continue;
      if (jump == JumpKind::kElsewhere) {
        elsewhere_.push_back(op);
        continue;
      }
      (jump == JumpKind::kNone ? plain_ : control_).push_back(op);
    }
    length_ = options.max_tokens > 0 ? options.max_tokens : random_.range(20, 400);
  }

  Program program() {
    Program program;
    program.data.resize(static_cast<std::size_t>(machine_.parameters.data_bytes));
    for (auto& byte : program.data) byte = static_cast<std::uint8_t>(random_.next());
    data_size_ = machine_.parameters.data_bytes;
    if (machine_.has_tasks()) {
      frames(program);
      return program;
    }
    block(length_, 0);
    finish();
    program.code = writer_.code();
    start_whole_machine(machine_, program);
    return program;
  }

 private:
  // Up to three frames, each with a task and a word that the others may call. At times all are one frame.
  void frames(Program& program) {
    const int count = random_.range(1, std::min({3, machine_.parameters.tasks, machine_.parameters.frames}));
    const bool apart = random_.chance(80);
    SystemImage image(machine_);
    // The library: what a word called in another frame returns to.
    int gate = -1;
    for (const Instruction& instruction : machine_.instructions) {
      if (instruction.word == "ungate#") gate = static_cast<int>(&instruction - machine_.instructions.data());
    }
    if (gate >= 0) writer_.put(gate);
    for (int k = 0; k < 4; ++k) writer_.byte(0);
    image.machine_register("shared_span") = static_cast<std::uint32_t>(writer_.size() - 3);
    const int part = machine_.parameters.data_bytes / count / 8 * 8;
    for (int k = 0; k < count; ++k) {
      const int start = writer_.size();
      data_lo_ = apart ? part * k : 0;
      data_size_ = apart ? part : machine_.parameters.data_bytes / 2;
      depths_ = {};
      const int past = uses_.jump < 0 ? -1 : writer_.put(uses_.jump);
      const int word = writer_.size();
      if (past >= 0) {
        ++locked_[1];
        block(4, 2);
        --locked_[1];
        if (uses_.leave >= 0) put(uses_.leave);
        writer_.aim(past, uses_.jump, writer_.size());
      }
      depths_ = {};
      block(length_ / count, 0);
      finish();
      if (uses_.halt >= 0 && count > 1) put(uses_.halt);
      const auto bytes = static_cast<std::uint32_t>(writer_.size() - start + 3);
      if (apart || k == 0) {
        const auto all = static_cast<std::uint32_t>(machine_.parameters.code_bytes - start);
        image.frame(k, static_cast<std::uint32_t>(start), apart ? bytes : all, static_cast<std::uint32_t>(data_lo_),
                    static_cast<std::uint32_t>(data_size_));
        if (random_.chance(30)) image.field("frames", k, "handler") = 1 + static_cast<std::uint32_t>(random_.below(count));
      }
      const int frame = apart ? k : 0;
      image.task(k, frame, static_cast<std::uint32_t>(start), random_.below(4));
      image.field("exports", k, "frame") = 1 + static_cast<std::uint32_t>(frame);
      image.field("exports", k, "pc") = static_cast<std::uint32_t>(word);
    }
    for (int k = 0; k < 3; ++k) writer_.byte(0);
    program.code = writer_.code();
    image.run(0);
    image.install(program);
  }

  const OpUse& use(int op) const { return uses_.ops[static_cast<std::size_t>(op)]; }
  bool full() const { return writer_.short_of(40); }

  void account(int op) {
    for (int s = 0; s < kStackCount; ++s) {
      const int inputs = use(op).use.inputs[s];
      depths_.least[s] = std::max(depths_.least[s] + use(op).least_outputs[s] - inputs, 0);
      depths_.most[s] += use(op).use.outputs[s] - inputs;
    }
  }

  int put(int op, std::int64_t operand = 0) {
    account(op);
    return writer_.put(op, operand);
  }

  int literal(std::int64_t value, bool always_long = false) {
    ++depths_.least[0], ++depths_.most[0];
    return writer_.literal(value, always_long || random_.chance(25));
  }

  bool fits(int op) const {
    const WordUse& word = use(op).use;
    for (int s = 0; s < kStackCount; ++s) {
      const int fresh = s == 0 ? word.inputs[0] : 0;  // operands may have to be pushed first
      if (s != 0 && depths_.least[s] < word.inputs[s]) return false;
      if (depths_.most[s] + fresh + word.outputs[s] + 2 > machine_.parameters.stack_cells[s]) return false;
      if (locked_[s] > 0 && (word.outputs[s] != word.inputs[s] || word.uneven)) return false;
    }
    return true;
  }

  std::int64_t any() {
    switch (random_.below(3)) {
      case 0:
        return random_.range(-2, 2);
      case 1:
        return random_.range(-8192, 8191);
      default:
        return static_cast<std::int64_t>(random_.next() >> 34) - (std::int64_t{1} << 29);
    }
  }

  std::int64_t operand_value(OperandKind kind, const WordUse& word) {
    switch (kind) {
      case OperandKind::kAddress: {
        const int bytes = std::max(word.access_bytes, 1);
        const int align = std::min(bytes, machine_.parameters.cell_bytes());
        return data_lo_ + random_.below(std::max(data_size_ - bytes, 0) / align + 1) * align;
      }
      case OperandKind::kDataIndex:
        return random_.range(1, std::max(1, depths_.least[0]));
      case OperandKind::kReturnIndex:
        return random_.range(1, std::max(1, depths_.least[1]));
      case OperandKind::kLoopIndex:
        return random_.range(1, std::max(1, depths_.least[2]));
      case OperandKind::kDivisor:
        return random_.range(-100, 100) * 2 + 1;
      case OperandKind::kArgument:
        return random_.pick(std::vector<int>{2, 10, 16});
      case OperandKind::kPort:
        return random_.below(16);
      case OperandKind::kTime:
        return random_.below(3);
      default:
        return any();
    }
  }

  void plain(int op) {
    const WordUse& word = use(op).use;
    int particular = 0;
    for (int k = 0; k < word.inputs[0]; ++k) {
      if (word.operands[static_cast<std::size_t>(k)] != OperandKind::kAny) particular = k + 1;
    }
    if (random_.chance(1)) particular = 0;  // whatever is there: mostly a trap
    while (depths_.least[0] < word.inputs[0] - particular) literal(any());
    for (int k = particular - 1; k >= 0; --k) {
      literal(operand_value(word.operands[static_cast<std::size_t>(k)], word));
    }
    put(op, any());
  }

  // What goes where system memory says, or to itself: a message, a `throw`, a call into another frame.
  void elsewhere(int op) {
    if (!fits(op)) return;
    for (int k = 0; k < use(op).use.inputs[0]; ++k) literal(random_.below(4));
    const WordUse& word = use(op).use;
    for (int s = 0; s < kStackCount; ++s) {
      depths_.least[s] = std::max(depths_.least[s] - word.inputs[s], 0);
      depths_.most[s] += std::max(word.outputs[s] - word.inputs[s], 0);
    }
    writer_.put(op, random_.below(4));
  }

  void block(int items, int nesting) {
    for (int k = 0; k < items && !full(); ++k) {
      if (nesting < 4 && random_.chance(18) && !control_.empty()) {
        control(random_.pick(control_), std::max(1, std::min(items / 3, 12)), nesting);
        continue;
      }
      if (!elsewhere_.empty() && random_.chance(5)) elsewhere(random_.pick(elsewhere_));
      const int op = random_.pick(plain_);
      if (fits(op)) plain(op);
      while (uses_.drop >= 0 && depths_.least[0] > kDeepData && random_.chance(60)) put(uses_.drop);
    }
  }

  // A jump, branch, call or counted loop around a block.
  void control(int op, int items, int nesting) {
    const WordUse& word = use(op).use;
    if (word.inputs[2] > 0) return counted_loop(op, items, nesting);
    if (!fits(op)) return;
    if (word.outputs[1] > word.inputs[1]) return call(op, items, nesting);
    if (use(op).jump == JumpKind::kDataStack) return;
    while (depths_.least[0] < word.inputs[0]) literal(any());
    const int at = put(op);
    const Depths taken = depths_;
    block(items, nesting + 1);
    writer_.aim(at, op, writer_.size());
    depths_ = joined(taken, depths_);
  }

  // call L; jump past; L: block return; past:
  void call(int op, int items, int nesting) {
    const bool by_stack = use(op).jump == JumpKind::kDataStack;
    if (uses_.leave < 0 || uses_.jump < 0 || (by_stack && uses_.literal_long < 0)) return;
    while (depths_.least[0] < use(op).use.inputs[0] - (by_stack ? 1 : 0)) literal(any());
    const int literal_at = by_stack ? literal(0, true) : -1;
    const int at = put(op);
    const Depths called = depths_;
    const int past = writer_.put(uses_.jump);
    if (by_stack) {
      writer_.patch(literal_at, uses_.literal_long, writer_.size());
    } else {
      writer_.aim(at, op, writer_.size());
    }
    depths_ = called;
    ++locked_[1];
    block(items, nesting + 1);
    --locked_[1];
    put(uses_.leave);
    writer_.aim(past, uses_.jump, writer_.size());
  }

  // limit start do; L: block; (loop) L
  void counted_loop(int op, int items, int nesting) {
    if (uses_.begin_loop < 0 || !fits(uses_.begin_loop)) return;
    const int start = random_.range(-5, 5);
    literal(start + random_.range(0, 4));
    literal(start);
    put(uses_.begin_loop);
    const int top = writer_.size();
    const Depths before = depths_;
    ++locked_[1], ++locked_[2];
    block(std::min(items, 6), nesting + 1);
    --locked_[1], --locked_[2];
    while (depths_.least[0] < before.least[0]) literal(any());
    depths_.most[0] += 4 * std::max(0, depths_.most[0] - before.most[0]);
    writer_.aim(put(op), op, top);
  }

  void finish() {
    const int kind = random_.below(20);
    if (kind == 0) return;  // runs on into zeros
    if (kind < 4) {         // noise
      for (int k = random_.range(1, 24); k > 0; --k) writer_.byte(static_cast<std::uint8_t>(random_.next()));
      return;
    }
    if (kind < 6) {
      for (const int op : control_) {
        if (use(op).jump != JumpKind::kAbsolute || !fits(op)) continue;
        const int end = machine_.parameters.code_bytes - random_.range(0, 6);
        put(op, random_.chance(50) ? end : random_.below(65536));
        return;
      }
    }
    if (uses_.halt >= 0) put(uses_.halt);
  }

  const Machine& machine_;
  Random random_;
  OpUses uses_;
  CodeWriter writer_;
  std::vector<int> plain_, control_, elsewhere_;
  int data_lo_ = 0, data_size_ = 0;  // of the frame
  int length_ = 0;
  int locked_[kStackCount] = {0, 0, 0};  // how many enclosing constructs need this stack as it is
  Depths depths_;
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
      case 0:
        byte ^= static_cast<std::uint8_t>(1 << random.below(8));
        break;
      case 1:
        byte = static_cast<std::uint8_t>(random.next());
        break;
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
