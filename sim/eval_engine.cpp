#include "sim/eval_engine.hpp"

#include <algorithm>
#include <cstring>

#include "isa/evaluate.hpp"

namespace rexa {
namespace {

constexpr const char* kUnderflow[kStackCount] = {"data_underflow", "return_underflow", "loop_underflow"};
constexpr const char* kOverflow[kStackCount] = {"data_overflow", "return_overflow", "loop_overflow"};

}  // namespace

// The machine before the instruction, as its IR sees it. Reads of ports are noted in the record.
class EvalEngine::View final : public MachineView {
 public:
  View(EvalEngine& engine, const Instruction& instruction, RexaRecord& record)
      : engine_(engine), ir_(instruction.ir), record_(record) {
    next_pc_ = engine.pc_;
    if (instruction.format < 0) return;  // a system operation
    const Format& format = engine.machine_.formats[static_cast<std::size_t>(instruction.format)];
    const std::uint64_t bytes = record.insn >> (32 - 8 * format.bytes);
    if (format.imm_bits > 0) {
      immediate_ = wrap({format.imm != ImmKind::kUnsigned, format.imm_bits}, bytes);
    }
    next_pc_ = engine.cell(engine.pc_ + static_cast<std::uint64_t>(format.bytes));
  }

  std::uint64_t input(StackId stack, int depth) override {
    const auto& cells = engine_.stacks()[static_cast<std::size_t>(stack)];
    return cells[cells.size() - 1 - static_cast<std::size_t>(depth)];
  }
  std::uint64_t immediate() override { return static_cast<std::uint64_t>(immediate_); }
  std::uint64_t pc() override { return engine_.pc_; }
  std::uint64_t next_pc() override { return next_pc_; }
  std::uint64_t target() override { return engine_.pc_ + static_cast<std::uint64_t>(immediate_); }
  std::uint64_t depth(StackId stack) override {
    const auto index = static_cast<std::size_t>(stack);
    return engine_.stacks()[index].size() - static_cast<std::size_t>(ir_.inputs[index]);
  }
  std::uint64_t peek(StackId stack, std::uint64_t index) override {
    const std::uint64_t left = depth(stack);
    return index < left ? engine_.stacks()[static_cast<std::size_t>(stack)][left - 1 - index] : 0;
  }
  std::uint64_t load(std::uint64_t address, int bytes) override {
    std::uint64_t value = 0;
    for (int i = bytes; i-- > 0;)
      value = value << 8 | engine_.data_.at(address + static_cast<std::uint64_t>(i));
    return value;
  }
  std::uint64_t machine_register(int index) override {
    return engine_.registers_.at(static_cast<std::size_t>(index));
  }
  std::uint64_t system_read(std::uint64_t address) override { return engine_.system_.at(address); }
  std::uint64_t port_read(std::uint64_t port) override {
    record_.port_kind = 2;
    record_.port = static_cast<std::uint32_t>(port);
    record_.port_data = engine_.cell(engine_.io_.inp(engine_.io_.self, record_.port));
    return record_.port_data;
  }

 private:
  EvalEngine& engine_;
  const InstructionIr& ir_;
  RexaRecord& record_;
  std::int64_t immediate_ = 0;
  std::uint32_t next_pc_ = 0;
};

EvalEngine::EvalEngine(const Machine& machine)
    : machine_(machine),
      decoder_(machine_),
      task_(machine.register_index("task")),
      alive_(machine.register_index("alive")),
      code_lo_(machine.register_index("code_lo")),
      code_span_(machine.register_index("code_span")),
      shared_span_(machine.register_index("shared_span")),
      cause_(machine.register_index("cause")),
      switch_op_(machine.system_op("switch")),
      end_op_(machine.system_op("end")),
      partitions_(machine.has_tasks() ? static_cast<std::size_t>(machine.parameters.tasks) : 1) {
  cell_mask_ = machine_.parameters.cell_bits == 32 ? 0xFFFFFFFFu : 0xFFFFu;
}

const std::string& EvalEngine::name() const {
  static const std::string kName = "eval";
  return kName;
}

int EvalEngine::trap_code(const std::string& name) const {
  for (const Trap& trap : machine_.traps) {
    if (trap.name == name) return trap.code;
  }
  return 255;  // a spec without this trap does not pass the checks
}

void EvalEngine::load(const Program& program, IoWorld& io) {
  const auto fill = [](std::vector<std::uint8_t>& memory, const std::vector<std::uint8_t>& from, int bytes) {
    memory.assign(static_cast<std::size_t>(bytes), 0);
    std::copy_n(from.begin(), std::min(from.size(), memory.size()), memory.begin());
  };
  fill(code_, program.code, machine_.parameters.code_bytes);
  fill(data_, program.data, machine_.parameters.all_data_bytes());
  const auto fill_cells = [](std::vector<std::uint32_t>& cells, const std::vector<std::uint32_t>& from,
                             std::size_t count) {
    cells.assign(count, 0);
    std::copy_n(from.begin(), std::min(from.size(), count), cells.begin());
  };
  fill_cells(system_, program.system, static_cast<std::size_t>(machine_.system_cells()));
  fill_cells(registers_, program.registers, machine_.registers.size());
  for (Stacks& partition : partitions_) partition = {};
  slice_ = 0;
  pending_ = Pending::kNothing;
  pc_ = cell(program.entry);
  retired_ = 0;
  status_ = REXA_RUNNING;
  trap_ = 0;
  io_ = io.io();
}

std::uint64_t EvalEngine::run(std::uint64_t max_steps, RexaRecord* records) {
  std::uint64_t count = 0;
  while (count < max_steps && status_ == REXA_RUNNING) {
    RexaRecord record;
    step(record);
    if (records != nullptr) records[count] = record;
    ++count;
  }
  return count;
}

std::uint32_t EvalEngine::machine_register(int index) const {
  return index < 0 ? 0 : registers_[static_cast<std::size_t>(index)];
}

void EvalEngine::set_register(int index, std::uint32_t value) {
  if (index >= 0) registers_[static_cast<std::size_t>(index)] = value;
}

EvalEngine::Stacks& EvalEngine::stacks() { return partitions_[machine_register(task_) % partitions_.size()]; }
const EvalEngine::Stacks& EvalEngine::stacks() const {
  return partitions_[machine_register(task_) % partitions_.size()];
}

// With tasks: within the frame's code, or within the library that all frames share.
bool EvalEngine::may_begin_at(std::uint32_t pc) const {
  if (pc > code_.size() - 4) return false;
  if (!machine_.has_tasks()) return true;
  const std::uint32_t offset = cell(std::uint64_t{pc} - machine_register(code_lo_));
  return offset < machine_register(code_span_) || pc < machine_register(shared_span_);
}

void EvalEngine::step(RexaRecord& record) {
  std::memset(&record, 0, sizeof record);
  record.pc = pc_;
  record.op = REXA_NO_OP;
  record.task = static_cast<std::uint16_t>(machine_register(task_));
  if (pending_ != Pending::kNothing) return system_step(record);
  if (!may_begin_at(pc_)) return trap(record, trap_code("bad_pc"));
  const std::uint8_t* at = &code_[pc_];
  const std::uint32_t bytes =
      std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
  const int op = decoder_.op(bytes);
  if (op < 0) {
    record.insn = bytes & ~std::uint32_t{0} << (32 - 8 * decoder_.bytes_to_refuse(at[0]));
    return trap(record, trap_code("illegal"));
  }
  const Instruction& instruction = machine_.instructions[static_cast<std::size_t>(op)];
  const Format& format = machine_.formats[static_cast<std::size_t>(instruction.format)];
  record.op = static_cast<std::uint16_t>(op);
  record.insn = bytes & ~std::uint32_t{0} << (32 - 8 * format.bytes);
  if (const int code = stack_trap(instruction.ir); code != 0) return trap(record, code);
  View view(*this, instruction, record);
  const Leaf* leaf = execute(instruction, view, record);
  if (leaf == nullptr) return;
  retire(*leaf, record);
  if (leaf->halt) {
    record.halted = 1;
    if (!end_task(0)) status_ = REXA_HALTED;
  } else if (leaf->reschedule) {
    pending_ = Pending::kSwitch;
  } else if (machine_register(alive_) <= 1) {
    slice_ = 0;
  } else if (++slice_ == static_cast<std::uint32_t>(machine_.parameters.slice_instructions)) {
    pending_ = Pending::kSwitch;
  }
}

// `switch` or `end`: no fetch, no checks, not a part of the slice.
void EvalEngine::system_step(RexaRecord& record) {
  const bool is_switch = pending_ == Pending::kSwitch;
  const int op = is_switch ? switch_op_ : end_op_;
  const Instruction& operation = machine_.operation(op);
  record.op = static_cast<std::uint16_t>(op);
  if (is_switch) slice_ = 0;
  View view(*this, operation, record);
  const Leaf* leaf = execute(operation, view, record);
  if (leaf == nullptr) return;  // system operations have no traps
  pending_ = leaf->reschedule ? Pending::kSwitch : Pending::kNothing;
  retire(*leaf, record);
}

void EvalEngine::retire(const Leaf& leaf, RexaRecord& record) {
  record.next_pc = pc_;
  fill_stacks(record);
  if (leaf.rebases()) std::memset(record.top, 0, sizeof record.top);
  ++retired_;
}

// While others live, what stops a task does not stop the machine.
bool EvalEngine::end_task(int cause) {
  if (!machine_.has_tasks() || machine_register(alive_) <= 1) return false;
  set_register(cause_, static_cast<std::uint32_t>(cause));
  pending_ = Pending::kEnd;
  return true;
}

// Underflow of data, return, loop stack, then overflow of each.
int EvalEngine::stack_trap(const InstructionIr& ir) const {
  for (std::size_t i = 0; i < kStackCount; ++i) {
    if (static_cast<int>(stacks()[i].size()) < ir.inputs[i]) return trap_code(kUnderflow[i]);
  }
  for (std::size_t i = 0; i < kStackCount; ++i) {
    const int after = static_cast<int>(stacks()[i].size()) - ir.inputs[i] + ir.max_outputs[i];
    if (after > machine_.parameters.stack_cells[i]) return trap_code(kOverflow[i]);
  }
  return 0;
}

// The path taken; null: a trap of the body ended it, and it changed nothing.
const Leaf* EvalEngine::execute(const Instruction& instruction, View& view, RexaRecord& record) {
  const InstructionIr& ir = instruction.ir;
  Evaluation evaluation(ir, view);
  const Block* block = &ir.blocks[0];
  while (true) {
    for (const Action& action : block->actions) {
      if (action.kind == ActionKind::kTrapIf) {
        if (evaluation.bits(action.condition) == 0) continue;
        trap(record, action.trap);
        return nullptr;
      }
      const auto address =
          action.address == kNone ? 0u : static_cast<std::uint32_t>(evaluation.bits(action.address));
      perform(action, address, static_cast<std::uint32_t>(evaluation.bits(action.value)), record);
    }
    if (block->condition == kNone) break;
    const bool taken = evaluation.bits(block->condition) != 0;
    block = &ir.blocks[static_cast<std::size_t>(taken ? block->then_block : block->else_block)];
  }

  const Leaf& leaf = ir.paths[static_cast<std::size_t>(block->path)];
  std::array<std::vector<std::uint32_t>, kStackCount> outputs;  // all evaluated before any stack moves
  for (std::size_t i = 0; i < kStackCount; ++i) {
    for (ValueId id : leaf.outputs[i]) outputs[i].push_back(cell(evaluation.bits(id)));
  }
  const std::uint32_t next = cell(leaf.jump == kNone ? view.next_pc() : evaluation.bits(leaf.jump));
  std::array<std::uint32_t, kStackCount> depths{};
  for (std::size_t i = 0; i < kStackCount; ++i) {
    if (leaf.rebases()) depths[i] = cell(evaluation.bits(leaf.depth[i]));
  }
  std::vector<std::uint32_t> written;
  for (const Leaf::RegisterWrite& write : leaf.registers) written.push_back(cell(evaluation.bits(write.value)));
  for (std::size_t i = 0; i < kStackCount; ++i) {
    std::vector<std::uint32_t>& stack = stacks()[i];
    stack.resize(stack.size() - static_cast<std::size_t>(ir.inputs[i]));
    stack.insert(stack.end(), outputs[i].begin(), outputs[i].end());
  }
  for (std::size_t i = 0; i < written.size(); ++i) {
    registers_[static_cast<std::size_t>(leaf.registers[i].index)] = written[i];
  }
  if (leaf.rebases()) rebase(depths);
  pc_ = next;
  return &leaf;
}

// Depths of what is now the running task: its own when it was left, or lower ones.
void EvalEngine::rebase(const std::array<std::uint32_t, kStackCount>& depths) {
  for (std::size_t i = 0; i < kStackCount; ++i) stacks()[i].resize(depths[i]);
}

void EvalEngine::perform(const Action& action, std::uint32_t address, std::uint32_t value, RexaRecord& record) {
  if (action.kind == ActionKind::kPortWrite) {
    record.port_kind = 1;
    record.port = address;
    record.port_data = value;
    io_.out(io_.self, address, value);
  } else if (action.kind == ActionKind::kSysWrite) {
    system_.at(address) = cell(value);
  } else if (action.kind == ActionKind::kStore) {
    if (record.mem_bytes == 0) record.mem_addr = address;
    for (int i = 0; i < action.bytes; ++i) {
      const auto byte = static_cast<std::uint8_t>(value >> (8 * i));
      data_.at(address + static_cast<std::uint32_t>(i)) = byte;
      record.mem_data |= std::uint64_t{byte} << (8 * record.mem_bytes);
      ++record.mem_bytes;
    }
  }
}

void EvalEngine::trap(RexaRecord& record, int code) {
  record.trap = static_cast<std::uint8_t>(code);
  record.next_pc = pc_;
  fill_stacks(record);
  if (end_task(code)) return;
  trap_ = code;
  status_ = REXA_TRAPPED;
}

// Tops shown: two of the data stack, one of the return stack, two of the loop stack.
void EvalEngine::fill_stacks(RexaRecord& record) const {
  constexpr std::size_t kShown[kStackCount] = {2, 1, 2};
  for (std::size_t i = 0; i < kStackCount; ++i) {
    const std::size_t depth = stacks()[i].size();
    record.depth[i] = static_cast<std::uint16_t>(depth);
    for (std::size_t k = 0; k < kShown[i] && k < depth; ++k) record.top[i][k] = stacks()[i][depth - 1 - k];
  }
}

void EvalEngine::inspect(RexaState& state) {
  std::memset(&state, 0, sizeof state);
  state.status = status_;
  state.trap = static_cast<std::uint8_t>(trap_);
  state.pc = pc_;
  state.retired = retired_;
  for (std::size_t i = 0; i < kStackCount; ++i) {
    const std::vector<std::uint32_t>& stack = stacks()[i];
    state.depth[i] = static_cast<std::uint32_t>(stack.size());
    std::copy(stack.begin(), stack.end(), state.stack[i]);
  }
  state.data = data_.data();
  state.data_bytes = static_cast<std::uint32_t>(data_.size());
  if (!machine_.has_tasks()) return;
  state.system = system_.data();
  state.system_cells = static_cast<std::uint32_t>(system_.size());
  std::copy(registers_.begin(), registers_.end(), state.registers);
}

std::unique_ptr<Engine> make_eval_engine(const Machine& machine) {
  return std::make_unique<EvalEngine>(machine);
}

}  // namespace rexa
