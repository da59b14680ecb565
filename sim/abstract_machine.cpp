#include "sim/abstract_machine.hpp"

#include <algorithm>

#include "isa/evaluate.hpp"

namespace rexa {
namespace {

Type cell_type(const Machine& machine, bool is_signed) { return {is_signed, machine.parameters.cell_bits}; }

}  // namespace

void AbstractMemory::resize(std::size_t items) {
  size_ = items;
  fill(0);
}

void AbstractMemory::fill_unknown() { fill(kUnknown); }

void AbstractMemory::fill(std::int64_t item) {
  const auto page = std::make_shared<Page>();
  page->fill(item);
  pages_ = std::make_shared<Pages>((size_ + kPageItems - 1) / kPageItems, page);
}

AbstractMemory::Page& AbstractMemory::writable(std::size_t page) {
  if (pages_.use_count() > 1) pages_ = std::make_shared<Pages>(*pages_);
  auto& shared = (*pages_)[page];
  if (shared.use_count() > 1) shared = std::make_shared<Page>(*shared);
  return *shared;
}

void AbstractMemory::set(std::uint64_t address, std::optional<std::uint32_t> value) {
  if (address >= size_) return;
  writable(address / kPageItems)[address % kPageItems] = value ? std::int64_t{*value} : kUnknown;
}

void AbstractMemory::join(const AbstractMemory& other) {
  if (pages_ == other.pages_) return;
  for (std::size_t p = 0; p < pages_->size(); ++p) {
    if ((*pages_)[p] == (*other.pages_)[p]) continue;
    Page& mine = writable(p);
    const Page& its = *(*other.pages_)[p];
    for (std::size_t i = 0; i < kPageItems; ++i) {
      if (mine[i] != its[i]) mine[i] = kUnknown;
    }
  }
}

bool operator==(const AbstractMemory& a, const AbstractMemory& b) {
  if (a.pages_ == b.pages_) return true;
  if (a.size_ != b.size_) return false;
  return std::equal(a.pages_->begin(), a.pages_->end(), b.pages_->begin(),
                    [](const auto& p, const auto& q) { return p == q || *p == *q; });
}

// Return addresses and control entries are among the return stack and system memory: those must be equal.
bool AbstractState::meets(const AbstractState& other) const {
  if (pc != other.pc || open_bottom != other.open_bottom) return false;
  if (stacks[0].size() != other.stacks[0].size() || stacks[2].size() != other.stacks[2].size()) return false;
  return stacks[1] == other.stacks[1] && system == other.system && registers == other.registers;
}

void AbstractState::join(const AbstractState& other) {
  for (auto [mine, its] : {std::pair(&stacks[0], &other.stacks[0]), std::pair(&stacks[2], &other.stacks[2])}) {
    for (std::size_t i = 0; i < mine->size(); ++i) (*mine)[i] = rexa::join((*mine)[i], (*its)[i]);
  }
  data.join(other.data);
  maybe_jumped = maybe_jumped || other.maybe_jumped;
  maybe_fell = maybe_fell || other.maybe_fell;
  cost.instructions = std::max(cost.instructions, other.cost.instructions);
  cost.clocks = std::max(cost.clocks, other.cost.clocks);
}

bool AbstractState::same_but_for_cost(const AbstractState& other) const {
  return meets(other) && stacks[0] == other.stacks[0] && stacks[2] == other.stacks[2] && data == other.data &&
         maybe_jumped == other.maybe_jumped && maybe_fell == other.maybe_fell;
}

AbstractMachine::AbstractMachine(const Machine& machine, const Program& program, CycleTable cycles)
    : machine_(machine), decoder_(machine), code_(program.code), program_(program), cycles_(std::move(cycles)) {
  code_.resize(static_cast<std::size_t>(machine.parameters.code_bytes));
  if (const int low = machine.register_index("data_lo"); low >= 0 && !program.registers.empty())
    number_base_ = program.registers[static_cast<std::size_t>(low)];
}

AbstractState AbstractMachine::at_entry() const {
  AbstractState state;
  state.pc = program_.entry;
  state.data.resize(static_cast<std::size_t>(machine_.parameters.all_data_bytes()));
  for (std::size_t i = 0; i < state.data.size() && i < program_.data.size(); ++i)
    state.data.set(i, program_.data[i]);
  state.system.resize(static_cast<std::size_t>(machine_.system_cells()));
  for (std::size_t i = 0; i < program_.system.size(); ++i) state.system.set(i, program_.system[i]);
  for (const std::uint32_t cell : program_.registers) state.registers.push_back(exactly(cell));
  state.registers.resize(machine_.registers.size());
  return state;
}

AbstractState AbstractMachine::at_word(std::uint32_t pc) const {
  AbstractState state = at_entry();
  state.pc = pc;
  const AbstractMemory initial = state.data;
  state.data.fill_unknown();
  // The number base is where no program writes but with `base`.
  for (int i = 0; i < machine_.parameters.cell_bytes(); ++i)
    state.data.set(number_base_ + static_cast<std::uint32_t>(i), initial.at(number_base_ + static_cast<std::uint32_t>(i)));
  state.open_bottom = true;
  state.stacks[1].push_back(
      exactly(wrap(cell_type(machine_, true), machine_.parameters.cell_bits == 16 ? kReturnHere : ~0u)));
  return state;
}

int AbstractMachine::decode(std::uint32_t pc) const {
  const std::uint8_t* at = &code_[pc];
  return decoder_.op(std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3]);
}

// One instruction in one state. Values are evaluated on demand; where a condition is open, both ways are gone.
class AbstractMachine::Step {
 public:
  Step(const AbstractMachine& owner, const AbstractState& before, int op, Outcome& outcome)
      : owner_(owner),
        machine_(owner.machine_),
        before_(before),
        op_(op),
        instruction_(machine_.instructions[static_cast<std::size_t>(op)]),
        ir_(instruction_.ir),
        format_(machine_.formats[static_cast<std::size_t>(instruction_.format)]),
        outcome_(outcome) {
    std::uint64_t bytes = 0;
    for (int i = 0; i < format_.bytes; ++i) bytes = bytes << 8 | owner.code_[before.pc + static_cast<std::size_t>(i)];
    if (format_.imm_bits > 0) immediate_ = wrap({format_.imm != ImmKind::kUnsigned, format_.imm_bits}, bytes);
  }

  void run() {
    if (stack_traps()) return;
    Branch branch;
    branch.state = before_;
    branch.known.resize(ir_.values.size());
    block(0, std::move(branch));
  }

 private:
  // One way through the instruction.
  struct Branch {
    AbstractState state;  // memories as changed so far; stacks as before
    std::vector<std::optional<Range>> known;
  };

  const Value& value(ValueId id) const { return ir_.values[static_cast<std::size_t>(id)]; }
  Type signed_cell() const { return cell_type(machine_, true); }
  Type unsigned_cell() const { return cell_type(machine_, false); }
  const std::vector<Range>& stack(StackId id) const { return before_.stacks[static_cast<int>(id)]; }
  bool open(int s) const { return before_.open_bottom && s != 1; }

  void end(EndKind kind, std::uint64_t clocks) {
    Cost cost = before_.cost;
    ++cost.instructions;
    cost.clocks += clocks + stalls();
    outcome_.ends.push_back({kind, before_.pc, cost});
  }

  std::uint64_t stalls() const {
    const bool odd = (before_.pc & 1) != 0;
    int most = 0;
    if (before_.maybe_jumped) most = fetch_stalls(format_.bytes, odd, true);
    if (before_.maybe_fell) most = std::max(most, fetch_stalls(format_.bytes, odd, false));
    return static_cast<std::uint64_t>(most);
  }

  bool stack_traps() {
    for (int s = 0; s < kStackCount; ++s) {
      const int depth = static_cast<int>(before_.stacks[s].size());
      const bool under = depth < ir_.inputs[s] && !open(s);
      const bool over = depth - ir_.inputs[s] + ir_.max_outputs[s] > machine_.parameters.stack_cells[s] &&
                        ir_.max_outputs[s] > ir_.inputs[s];
      if (!under && !over) continue;
      end(EndKind::kTrap, CycleTable::kStackTrapClocks);
      return true;
    }
    return false;
  }

  Range item(StackId id, std::uint64_t depth, Type type) const {
    const auto& cells = stack(id);
    if (depth >= cells.size()) return any_of(type);
    return retype(cells[cells.size() - 1 - depth], signed_cell(), type);
  }

  Range evaluate(Branch& branch, ValueId id) {
    auto& known = branch.known[static_cast<std::size_t>(id)];
    if (!known) known = compute(branch, value(id));
    return *known;
  }

  Range compute(Branch& branch, const Value& v) {
    switch (v.op) {
      case Op::kInput:
        return item(v.stack, static_cast<std::uint64_t>(v.imm), v.type);
      case Op::kImm:
        return exactly(wrap(v.type, static_cast<std::uint64_t>(immediate_)));
      case Op::kPc:
        return exactly(wrap(v.type, before_.pc));
      case Op::kNextPc:
        return exactly(wrap(v.type, next_pc()));
      case Op::kTarget:
        return exactly(wrap(v.type, before_.pc + static_cast<std::uint64_t>(immediate_)));
      case Op::kDepth: {
        const int s = static_cast<int>(v.stack);
        if (open(s)) return {0, machine_.parameters.stack_cells[s]};
        return exactly(static_cast<std::int64_t>(stack(v.stack).size()) - ir_.inputs[s]);
      }
      case Op::kPeek: {
        const Range index = evaluate(branch, v.args[0]);
        const int s = static_cast<int>(v.stack);
        const auto left = static_cast<std::int64_t>(stack(v.stack).size()) - ir_.inputs[s];
        if (!index.known() || index.lo < 0) return any_of(v.type);
        if (index.lo >= left) return open(s) ? any_of(v.type) : exactly(0);
        return item(v.stack, static_cast<std::uint64_t>(index.lo + ir_.inputs[s]), v.type);
      }
      case Op::kLoad:
        return load(branch, v, evaluate(branch, v.args[0]));
      case Op::kPortRead:
        return any_of(v.type);
      case Op::kRegister:
        return retype(branch.state.registers[static_cast<std::size_t>(v.imm)], unsigned_cell(), v.type);
      case Op::kSysRead: {
        const Range address = evaluate(branch, v.args[0]);
        const auto cell = address.known() ? branch.state.system.at(static_cast<std::uint64_t>(address.lo)) : std::nullopt;
        return cell ? retype(exactly(*cell), unsigned_cell(), v.type) : any_of(v.type);
      }
      default: {
        std::vector<Range> args;
        std::vector<Type> types;
        for (const ValueId arg : v.args) {
          args.push_back(evaluate(branch, arg));
          types.push_back(value(arg).type);
        }
        return range_of(v, args, types);
      }
    }
  }

  static Range load(const Branch& branch, const Value& v, Range address) {
    if (!address.known()) return any_of(v.type);
    std::uint64_t bits = 0;
    for (int i = static_cast<int>(v.imm); i-- > 0;) {
      const auto byte = branch.state.data.at(static_cast<std::uint64_t>(address.lo + i));
      if (!byte) return any_of(v.type);
      bits = bits << 8 | *byte;
    }
    return exactly(wrap(v.type, bits));
  }

  std::uint32_t next_pc() const {
    return static_cast<std::uint32_t>(bits_of(unsigned_cell(), static_cast<std::int64_t>(before_.pc) + format_.bytes));
  }

  void block(int index, Branch branch) {
    const Block& b = ir_.blocks[static_cast<std::size_t>(index)];
    for (const Action& a : b.actions)
      if (!action(branch, a)) return;
    if (b.condition == kNone) return leaf(branch, b.path);
    const Range condition = evaluate(branch, b.condition);
    if (condition.known()) return block(condition.lo != 0 ? b.then_block : b.else_block, std::move(branch));
    outcome_.undecided = true;
    Branch other = branch;
    learn(other, b.condition, true);
    block(b.then_block, std::move(other));
    learn(branch, b.condition, false);
    block(b.else_block, std::move(branch));
  }

  // What a condition's outcome says of the values that it compares with zero or another known number.
  void learn(Branch& branch, ValueId condition, bool truth) {
    branch.known[static_cast<std::size_t>(condition)] = exactly(truth ? 1 : 0);
    const Value& v = value(condition);
    if (v.op != Op::kEq && v.op != Op::kNe) return;
    for (int side = 0; side < 2; ++side) {
      const Range other = evaluate(branch, v.args[static_cast<std::size_t>(1 - side)]);
      auto& mine = branch.known[static_cast<std::size_t>(v.args[static_cast<std::size_t>(side)])];
      if (!other.known() || !mine) continue;
      if ((v.op == Op::kEq) == truth) {
        mine = other;
      } else if (!mine->known()) {
        if (mine->lo == other.lo) ++mine->lo;
        if (mine->hi == other.lo) --mine->hi;
        mine->without_zero = mine->without_zero || (other.lo == 0 && mine->lo < 0 && mine->hi > 0);
      }
    }
  }

  // False: it traps for certain.
  bool action(Branch& branch, const Action& a) {
    switch (a.kind) {
      case ActionKind::kRead:
        evaluate(branch, a.value);
        return true;
      case ActionKind::kTrapIf: {
        const Range condition = evaluate(branch, a.condition);
        if (condition == exactly(0)) return true;
        const auto& clocks = owner_.cycles_.instructions[static_cast<std::size_t>(op_)].trap_clocks;
        end(EndKind::kTrap, static_cast<std::uint64_t>(clocks[trap_index(ir_, a)]));
        branch.known[static_cast<std::size_t>(a.condition)] = exactly(0);
        return !condition.known();
      }
      case ActionKind::kStore: {
        const Range address = evaluate(branch, a.address);
        const Range stored = evaluate(branch, a.value);
        if (!address.known()) {
          branch.state.data.fill_unknown();
          return true;
        }
        const std::uint64_t bits = bits_of(value(a.value).type, stored.lo);
        for (int i = 0; i < a.bytes; ++i) {
          const auto byte = static_cast<std::uint32_t>(bits >> (8 * i) & 0xFF);
          branch.state.data.set(static_cast<std::uint64_t>(address.lo + i),
                                stored.known() ? std::optional(byte) : std::nullopt);
        }
        return true;
      }
      case ActionKind::kPortWrite:
      case ActionKind::kLoop:  // unrolled here
        return true;
      case ActionKind::kSysWrite: {
        const Range address = evaluate(branch, a.address);
        const Range written = retype(evaluate(branch, a.value), value(a.value).type, unsigned_cell());
        if (address.known())
          branch.state.system.set(static_cast<std::uint64_t>(address.lo),
                                  written.known() ? std::optional(static_cast<std::uint32_t>(written.lo)) : std::nullopt);
        else
          branch.state.system.fill_unknown();
        return true;
      }
    }
    return true;
  }

  void leaf(Branch& branch, int path) {
    const Leaf& l = ir_.paths[static_cast<std::size_t>(path)];
    const auto& clocks = owner_.cycles_.instructions[static_cast<std::size_t>(op_)].path_clocks;
    const auto own = static_cast<std::uint64_t>(clocks[static_cast<std::size_t>(path)]);
    if (l.halt) return end(EndKind::kHalt, own);
    if (l.reschedule) return end(EndKind::kWaits, own);
    AbstractState& after = branch.state;
    std::vector<Range> outputs[kStackCount];
    for (int s = 0; s < kStackCount; ++s)
      for (const ValueId id : l.outputs[s])
        outputs[s].push_back(retype(evaluate(branch, id), value(id).type, signed_cell()));
    const Range jump = l.jump == kNone ? exactly(next_pc()) : evaluate(branch, l.jump);
    Range depth[kStackCount];
    if (l.rebases())
      for (int s = 0; s < kStackCount; ++s) depth[s] = evaluate(branch, l.depth[s]);
    if (starts_tasks(branch, l)) return end(EndKind::kStartsTasks, own);
    std::vector<Range> written;
    for (const Leaf::RegisterWrite& write : l.registers)
      written.push_back(retype(evaluate(branch, write.value), value(write.value).type, unsigned_cell()));
    for (std::size_t i = 0; i < written.size(); ++i)
      after.registers[static_cast<std::size_t>(l.registers[i].index)] = written[i];
    for (int s = 0; s < kStackCount; ++s) {
      auto& cells = after.stacks[s];
      cells.resize(cells.size() - std::min(cells.size(), static_cast<std::size_t>(ir_.inputs[s])));
      cells.insert(cells.end(), outputs[s].begin(), outputs[s].end());
      if (!l.rebases()) continue;
      if (!depth[s].known() || open(s)) return end(EndKind::kUnknownJump, own);
      cells.resize(static_cast<std::size_t>(depth[s].lo), any_of(signed_cell()));
    }
    if (!jump.known()) return end(EndKind::kUnknownJump, own);
    const auto target = static_cast<std::uint32_t>(bits_of(unsigned_cell(), jump.lo));
    if (before_.open_bottom && after.stacks[1].empty() && target == sentinel()) return end(EndKind::kReturn, own);
    after.pc = target;
    after.maybe_jumped = l.jump != kNone;
    after.maybe_fell = !after.maybe_jumped;
    ++after.cost.instructions;
    after.cost.clocks += own + stalls() +
                         (l.rebases() ? static_cast<std::uint64_t>(owner_.cycles_.refill_clocks) : 0);
    outcome_.next.push_back(std::move(after));
  }

  std::uint32_t sentinel() const {
    return static_cast<std::uint32_t>(bits_of(unsigned_cell(), machine_.parameters.cell_bits == 16 ? kReturnHere : -1));
  }

  bool starts_tasks(Branch& branch, const Leaf& l) {
    const int alive = machine_.register_index("alive");
    for (const Leaf::RegisterWrite& write : l.registers)
      if (write.index == alive && evaluate(branch, write.value) != exactly(1)) return true;
    return false;
  }

  const AbstractMachine& owner_;
  const Machine& machine_;
  const AbstractState& before_;
  int op_;
  const Instruction& instruction_;
  const InstructionIr& ir_;
  const Format& format_;
  Outcome& outcome_;
  std::int64_t immediate_ = 0;
};

bool AbstractMachine::may_run(const AbstractState& state) const {
  if (state.pc > code_.size() - 4) return false;
  if (!machine_.has_tasks()) return true;
  const auto known = [&](const char* name) {
    const Range range = state.registers[static_cast<std::size_t>(machine_.register_index(name))];
    return range.known() ? std::optional(static_cast<std::uint32_t>(range.lo)) : std::nullopt;
  };
  const auto low = known("code_lo"), span = known("code_span"), shared = known("shared_span");
  if (!low || !span || !shared) return true;
  return state.pc < *shared || (state.pc >= *low && state.pc - *low < *span);
}

AbstractMachine::Outcome AbstractMachine::step(const AbstractState& state) const {
  Outcome outcome;
  const auto trap = [&](std::uint64_t clocks, int bytes) {
    Cost cost = state.cost;
    ++cost.instructions;
    const bool odd = (state.pc & 1) != 0;
    cost.clocks += clocks + static_cast<std::uint64_t>(bytes == 0 ? 0 : fetch_stalls(bytes, odd, state.maybe_jumped));
    outcome.ends.push_back({EndKind::kTrap, state.pc, cost});
  };
  if (!may_run(state)) {
    trap(CycleTable::kBadPcClocks, 0);
    return outcome;
  }
  const int op = decode(state.pc);
  if (op < 0) {
    trap(CycleTable::kIllegalClocks, decoder_.bytes_to_refuse(code_[state.pc]));
    return outcome;
  }
  Step(*this, state, op, outcome).run();
  return outcome;
}

}  // namespace rexa
