// The translated form of bytecode, for hosts: one slot for each byte of code memory, filled lazily, block by
// block, with the handler of the instruction (or group of instructions) that starts there and with its operands.
// Handlers call each other in tail position. A block's stack checks are made once, where it is entered: the
// header of a slot says how deep the stacks must and may be for everything up to the next jump.
// Slots depend on the code alone, not on the frame that runs it: a jump is translated where its target can be
// entered by whoever can run the jump, in the library or else in the same frame; all others are left to Core::run.
// Invariant: after any number of steps the context is the same as if Core::run had made them. Whatever a handler
// cannot do (a trap, halting, an instruction without translated form, a stack near its limit, fewer steps left
// than the block has) it leaves undone, and Core::run does it.
#pragma once

#include <stdint.h>

#include "vm/outer_loop.hpp"

// Tail calls must not grow the stack: without optimisation most compilers do not promise that.
#if defined(__clang__)
#define REXA_TAIL [[clang::musttail]] return
#define REXA_VM_CAN_TRANSLATE 1
#elif defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
#define REXA_TAIL return
#define REXA_VM_CAN_TRANSLATE 1
#else
#define REXA_TAIL return
#define REXA_VM_CAN_TRANSLATE 0
#endif

namespace rexa::vm::translated {

// Four numbers of 15 bits with a spare bit each: depths of data, return and loop stack, and steps.
//   bit 63 | steps 62..48 | 47 | loop 46..32 | 31 | return 30..16 | 15 | data 14..0
using Lanes = uint64_t;
inline constexpr Lanes kSpare = 0x8000'8000'8000'8000;
inline constexpr uint32_t kMostSteps = 0x7ffe;
inline constexpr uint32_t kNever = 0x7fff;  // more than any depth, more steps than are ever left
inline constexpr int kStepLane = 3;

constexpr Lanes lane(int index, uint32_t value) { return Lanes{value} << (16 * index); }
constexpr uint32_t lane_of(Lanes lanes, int index) { return uint32_t(lanes >> (16 * index)) & 0x7fff; }
constexpr Lanes lanes(uint32_t data, uint32_t ret, uint32_t loop, uint32_t steps) {
  return lane(0, data) | lane(1, ret) | lane(2, loop) | lane(3, steps);
}

inline constexpr int kOperands = 2;

template <class Cell>
struct State;

template <class Cell>
struct Slot {
  using Handler = void (*)(const Slot* ip, Cell* sp, uint32_t top, Lanes balance, Cell* rp, State<Cell>* m);
  Handler handler;
  const Slot* to;  // where it jumps by an operand
  uint32_t operand[kOperands];
  // To run from here to the end of the block: depths and steps that are needed, that are allowed, and what the
  // block does to them.
  Lanes least;
  Lanes most;
  Lanes change;
};

// What handlers work on besides their arguments. sp and lp, rp point past the topmost cell that is in memory.
template <class Cell>
struct State {
  Slot<Cell>* slots;
  Context<Cell>* context;
  uint8_t* data;
  Cell* lp;
  Cell* bottom[3];  // of the running task's stacks
  Io io;
  uint32_t registers[12];  // as in Context, the spans cut to the memories; no handler changes them
  // Where the handlers stopped. `charged`: the balance already has the whole block's change, though the part from
  // `ip` on has not been done.
  const Slot<Cell>* ip;
  Cell* sp;
  Cell* rp;
  uint32_t top;
  Lanes balance;
  bool charged;
};

// One instruction, as far as translating it goes.
struct Form {
  uint8_t bytes;
  uint8_t operand_bits;
  bool is_signed;
  bool jumps;  // to where the operand says
  bool ends_block;
  uint8_t inputs[3];
  uint8_t most_outputs[3];
  int8_t change[3];  // of the first path
};

// What operand i of a group is made of; see gen/compose.hpp.
enum class OperandKind : uint8_t { kCell, kRaw, kNextPc };

template <class Cell>
struct Group {
  typename Slot<Cell>::Handler handler;
  uint8_t parts;
  uint16_t op[5];
  int8_t jumping_part;  // -1: none
  uint8_t operands;
  struct {
    uint8_t part;
    OperandKind kind;
  } operand[kOperands];
};

template <class Cell>
uint32_t peek(const Cell* stack, uint32_t depth, uint32_t index) {
  return index < depth ? stack[depth - 1 - index] : 0;
}
template <class Cell>
uint32_t peek_data(const Cell* stack, uint32_t depth, uint32_t index) {
  return index < depth ? stack[depth - index] : 0;
}
template <class Cell>
uint32_t peek_below_top(const Cell* stack, uint32_t depth, uint32_t top, uint32_t index) {
  return index >= depth ? 0 : index == 0 ? top : stack[depth - index];
}

// Makes slots for the block at `pc`: backwards from its end, so that every instruction in it gets its header, and
// so that each gets the group with which the fewest handlers lead to the end.
// Tables (generated): Cell, Core, kForms, kGroups, kFirstGroup, kNoForm, decode(), untranslated, plain.
template <class Tables>
class Translator {
 public:
  using Cell = typename Tables::Cell;
  using Core = typename Tables::Core;

  explicit Translator(const State<Cell>& state) : slots_(state.slots), state_(state), code_(state.context->code) {}

  void block(uint32_t pc) {
    scan(pc);
    for (uint32_t i = count_; i-- > 0;) header(i);
    for (uint32_t i = count_; i-- > 0;) choose_group(i);
  }

 private:
  static constexpr uint32_t kMostInstructions = 256;

  // The instructions up to the end of the block, or to one that has been translated or has no translation.
  void scan(uint32_t pc) {
    count_ = 0;
    for (bool more = true; more && slots_[pc].handler == Tables::untranslated;) {
      const uint32_t op = Tables::decode(code_ + pc);
      if (count_ == kMostInstructions || !is_translatable(op, pc)) {
        leave_plain(slots_[pc]);
        break;
      }
      op_[count_] = uint16_t(op);
      pc_[count_++] = pc;
      more = !Tables::kForms[op].ends_block;
      pc += Tables::kForms[op].bytes;
    }
    pc_[count_] = pc;
  }

  // A block ends before such an instruction: Core::run carries it out.
  static void leave_plain(Slot<Cell>& slot) {
    slot = {Tables::plain, nullptr, {}, 0, lanes(kNever, kNever, kNever, kNever), 0};
  }

  bool is_translatable(uint32_t op, uint32_t pc) const {
    if (op == Tables::kNoForm || Tables::kFirstGroup[op] == Tables::kFirstGroup[op + 1]) return false;
    const Form& form = Tables::kForms[op];
    return stays(pc, pc + form.bytes) && (!form.jumps || stays(pc, target(op, pc)));
  }

  // Whether who runs `pc` may run `to`: both in the library, or both in the frame that is running now.
  bool stays(uint32_t pc, uint32_t to) const {
    if (to > Tables::kLastPc || !Tables::is_pc(state_, to)) return false;
    return Tables::in_library(state_, to) || !Tables::in_library(state_, pc);
  }

  uint32_t field(uint32_t op, uint32_t pc) const {
    const Form& form = Tables::kForms[op];
    uint32_t bits = 0;
    for (uint32_t i = 0; i < form.bytes; ++i) bits = bits << 8 | code_[pc + i];
    return form.operand_bits >= 32 ? bits : bits & ((uint32_t{1} << form.operand_bits) - 1);
  }
  uint32_t extended(uint32_t op, uint32_t pc) const {
    const Form& form = Tables::kForms[op];
    const uint32_t bits = field(op, pc);
    if (!form.is_signed || form.operand_bits == 0) return bits;
    const uint32_t sign = uint32_t{1} << (form.operand_bits - 1);
    return (bits ^ sign) - sign;
  }
  // Where a static jump leads: relative formats count from the instruction, others are addresses.
  uint32_t target(uint32_t op, uint32_t pc) const {
    const uint32_t sum = Tables::kForms[op].is_signed ? pc + extended(op, pc) : field(op, pc);
    return low_bits<Core::kCellBits>(sum);
  }

  void header(uint32_t i) {
    const Form& form = Tables::kForms[op_[i]];
    Slot<Cell>& slot = slots_[pc_[i]];
    const Slot<Cell>* next = i + 1 < count_ || !form.ends_block ? &slots_[pc_[i + 1]] : nullptr;
    const uint32_t steps = 1 + (next ? lane_of(next->least, kStepLane) : 0);
    if (steps > kMostSteps) return leave_plain(slot);
    slot.handler = nullptr;
    slot.least = lane(kStepLane, steps);
    slot.most = lane(kStepLane, kNever);
    slot.change = (next ? next->change : 0) - lane(kStepLane, 1);
    for (int s = 0; s < 3; ++s) {
      const int change = form.change[s], grown = form.most_outputs[s] - form.inputs[s];
      int least = form.inputs[s], most = kNever;
      if (grown > 0) most = int(Core::kStackCells[s]) - grown;
      if (next) {
        const int least_after = int(lane_of(next->least, s)) - change, most_after = int(lane_of(next->most, s));
        if (least_after > least) least = least_after;
        if (most_after != int(kNever) && most_after - change < most) most = most_after - change;
      }
      if (most < 0 || least > int(kNever)) least = int(kNever), most = 0;  // no depth is right
      slot.least |= lane(s, uint32_t(least));
      slot.most |= lane(s, uint32_t(most));
      slot.change += Lanes(int64_t{change}) << (16 * s);
    }
  }

  bool matches(const Group<Cell>& group, uint32_t i) const {
    if (i + group.parts > count_) return false;
    for (uint32_t part = 1; part < group.parts; ++part)
      if (group.op[part] != op_[i + part] || slots_[pc_[i + part]].handler == Tables::plain) return false;
    return true;
  }

  void choose_group(uint32_t i) {
    const Group<Cell>* best = nullptr;
    uint32_t best_cost = ~uint32_t{0};
    if (slots_[pc_[i]].handler == Tables::plain) {
      cost_[i] = 1;
      return;
    }
    for (uint32_t g = Tables::kFirstGroup[op_[i]]; g < Tables::kFirstGroup[op_[i] + 1]; ++g) {
      const Group<Cell>& group = Tables::kGroups[g];
      if (!matches(group, i)) continue;
      const uint32_t after = i + group.parts, cost = 1 + (after < count_ ? cost_[after] : 0);
      if (cost < best_cost) best = &group, best_cost = cost;
    }
    cost_[i] = best_cost;
    fill(slots_[pc_[i]], *best, i);
  }

  void fill(Slot<Cell>& slot, const Group<Cell>& group, uint32_t i) {
    slot.handler = group.handler;
    for (int k = 0; k < group.operands; ++k) {
      const uint32_t part = i + group.operand[k].part, op = op_[part], pc = pc_[part];
      slot.operand[k] = value(group.operand[k].kind, op, pc);
    }
    if (group.jumping_part < 0) return;
    const uint32_t part = i + uint32_t(group.jumping_part);
    slot.to = &slots_[target(op_[part], pc_[part])];
  }

  uint32_t value(OperandKind kind, uint32_t op, uint32_t pc) const {
    switch (kind) {
      case OperandKind::kCell: return low_bits<Core::kCellBits>(extended(op, pc));
      case OperandKind::kRaw: return field(op, pc);
      case OperandKind::kNextPc: break;
    }
    return pc + Tables::kForms[op].bytes;
  }

  Slot<Cell>* slots_;
  const State<Cell>& state_;
  const uint8_t* code_;
  uint32_t count_ = 0;
  uint16_t op_[kMostInstructions];
  uint32_t pc_[kMostInstructions + 1];
  uint32_t cost_[kMostInstructions];
};

// Forgets everything: before the first run, and whenever code memory has changed.
template <class Tables>
void clear(Slot<typename Tables::Cell>* slots) {
  for (uint32_t pc = 0; pc < Tables::kSlots; ++pc)
    slots[pc] = {Tables::untranslated, nullptr, {}, lane(kStepLane, kNever), 0, 0};
}

// Like Core::run without an observer; `slots` are Tables::kSlots, cleared before the first time.
template <class Tables>
class Runner {
 public:
  using Cell = typename Tables::Cell;
  using Core = typename Tables::Core;
  using Outer = OuterLoop<Core>;

  Runner(Context<Cell>& context, Slot<Cell>* slots) : context_(context), state_() {
    state_.slots = slots;
    state_.context = &context;
    state_.data = context.data;
    state_.io = context.io;
    take_registers();
  }

  uint32_t run(uint32_t steps) {
    uint32_t left = steps;
    while (left > 0 && context_.status == RunStatus::kRunning) {
      uint32_t plain = 1;
      const uint32_t most = allowed(left);
      if (most > 0 && Tables::is_pc(state_, context_.pc)) left -= translated(most, plain);
      if (plain > left) plain = left;
      if (plain == 0) continue;
      left -= Core::run(context_, plain);
      if constexpr (Core::kHasTasks) take_registers();
    }
    return steps - left;
  }

 private:
  void take_registers() { Outer::take_registers(context_, state_); }
  uint32_t allowed(uint32_t left) const { return Outer::allowed(context_, left > kMostSteps ? kMostSteps : left); }

  // Returns the steps done; `plain` becomes how many Core::run must do before this makes sense again.
  uint32_t translated(uint32_t most_steps, uint32_t& plain) {
    Slot<Cell>* const ip = &state_.slots[context_.pc];
    if (ip->handler == Tables::untranslated) Translator<Tables>(state_).block(context_.pc);
    const uint32_t* depth = context_.depth;
    Lanes balance = lanes(depth[0], depth[1], depth[2], most_steps);
    if (ip->handler == Tables::plain || (((balance - ip->least) | (ip->most - balance)) & kSpare) != 0) {
      plain = lane_of(ip->least, kStepLane);
      if (plain == 0) plain = 1;
      return 0;
    }
    balance += ip->change;
    state_.lp = state_.bottom[2] + depth[2];
    ip->handler(ip, state_.bottom[0] + depth[0], context_.top, balance, state_.bottom[1] + depth[1], &state_);

    const Slot<Cell>& stopped = *state_.ip;
    const uint32_t block_steps = lane_of(stopped.least, kStepLane);
    uint32_t left = lane_of(state_.balance, kStepLane);
    plain = 0;
    if (state_.charged) {
      plain = stopped.handler == Tables::plain ? 1 : block_steps;
      left += block_steps;
    }
    const uint32_t done = most_steps - left;
    context_.pc = uint32_t(&stopped - state_.slots);
    context_.top = state_.top;
    context_.depth[0] = uint32_t(state_.sp - state_.bottom[0]);
    context_.depth[1] = uint32_t(state_.rp - state_.bottom[1]);
    context_.depth[2] = uint32_t(state_.lp - state_.bottom[2]);
    Outer::count(context_, done);
    return done;
  }

  Context<Cell>& context_;
  State<Cell> state_;
};

}  // namespace rexa::vm::translated
