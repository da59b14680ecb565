// The direct form of the run loop: a handler for each instruction, which works on the bytecode as it is, ends by
// calling the next one in tail position, and keeps the machine's state in processor registers. It needs no memory.
// Whatever a handler cannot do (a trap, halting, an instruction that changes the machine's registers) it leaves
// undone, and Core::run does it. So the context is the same as if Core::run had made every step.
//
// Some handlers do several instructions that follow each other (gen/vm_direct.cpp). They count all of them at once and do
// all or none: what a part of them cannot do is left to the handlers of single instructions.
//
// A range of code, the frame's or the library's: jumps check where they lead, and instructions of four bytes that they
// do not run over the range's end. Others do not check. So a range is run only when nothing that begins in its last
// three bytes can run over its end unchecked, or only to where the handlers stop: built with REXA_VM_DIRECT the
// compiler leaves `halt`s in the three bytes behind a frame and behind the library, in which no instruction may begin.
// Elsewhere the handlers make so few steps at a time that they cannot reach the end, and no jumps.
#pragma once

#include <stdint.h>

#include "vm/outer_loop.hpp"

// Tail calls must not grow the stack. On Arm the state lives in global register variables, for there are too few
// registers for arguments; elsewhere it is passed along.
#if defined(__arm__) && defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define REXA_DIRECT_REGISTERS 1
#define REXA_VM_CAN_RUN_DIRECT 1
#define REXA_TAIL return
#elif defined(__clang__) && (defined(__x86_64__) || defined(__aarch64__))
#define REXA_TAIL [[clang::musttail]] return
#define REXA_VM_CAN_RUN_DIRECT 1
#elif defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && \
    (defined(__x86_64__) || defined(__aarch64__))
#define REXA_TAIL return
#define REXA_VM_CAN_RUN_DIRECT 1
#else
#define REXA_TAIL return
#define REXA_VM_CAN_RUN_DIRECT 0
#endif

namespace rexa::vm::direct {

struct CodeRange {
  uint32_t address, span;
  const uint8_t *lo, *end;
};

// sp points past the topmost cell of the data stack that is in memory, so `depth` cells above its bottom; the pointers
// of the others past their topmost.
template <class Cell>
struct State {
  // The frame's data: its address and place; how many cells begin there, how many with another one behind.
  struct {
    uint32_t lo;
    uint8_t* data;
    uint32_t cells, pairs;
  } frame;
  CodeRange range, other;  // that the pc is in; that jumps may lead to as well
  // Of the running task's stacks: where the pointer is with one item, now, and with room for one more.
  struct {
    Cell *floor, *pointer, *ceiling;
  } stack[3];
  uint8_t* data;
  const uint8_t* code;
  const uint8_t* to;  // where a jump out of `range` leads
  Io io;
  Cell* bottom[3];
  uint32_t registers[12];  // as in Context, the spans cut to the memories; no handler changes them
  const void* page;        // the handlers by first byte
  // Where the handlers begin, and where they stopped. The data stack's pointer is sp.
  const uint8_t* pc;
  Cell* sp;
  uint32_t top;
  uint32_t left;  // steps after the next one; when negative the handlers stop
};

// Whether an access of so many bytes, `at` bytes into the frame's data, does not begin in one of its `cells`,
// or is not aligned: turned right, such an offset is larger than any number of cells.
template <class Cell, uint32_t kBytes>
constexpr bool is_beyond(uint32_t at, uint32_t cells) {
  static_assert(kBytes == 1 || kBytes == 2 || kBytes == 4);
  constexpr int kShift = kBytes == 1 ? 0 : kBytes == 2 ? 1 : 2;
  return (kShift == 0 ? at : at >> kShift | at << (32 - kShift) % 32) >= cells * (sizeof(Cell) / kBytes);
}

// Checks of a stack's depth by its pointer. They compare bytes: fewer instructions than cells. `floor` is a
// cell above the stack's bottom, `ceiling` one below where it is full: kItems and kCells are one less than what
// is asked for.
template <int kItems, class Cell>
constexpr bool lacks(const Cell* pointer, const Cell* floor) {
  if constexpr (kItems == 0) return pointer < floor;
  if constexpr (kItems == 1) return pointer <= floor;
  return reinterpret_cast<intptr_t>(pointer) - reinterpret_cast<intptr_t>(floor) < kItems * intptr_t{sizeof(Cell)};
}
template <int kCells, class Cell>
constexpr bool lacks_room(const Cell* pointer, const Cell* ceiling) {
  if constexpr (kCells == 0) return pointer > ceiling;
  if constexpr (kCells == 1) return pointer >= ceiling;
  return reinterpret_cast<intptr_t>(ceiling) - reinterpret_cast<intptr_t>(pointer) < kCells * intptr_t{sizeof(Cell)};
}

// Both at once, of a stack of so many cells.
template <int kItems, int kCells, uint32_t kStackCells, class Cell>
constexpr bool lacks_any(const Cell* pointer, const Cell* floor) {
  static_assert(kStackCells >= 2 + kItems + kCells);
  const auto above = uint32_t(reinterpret_cast<uintptr_t>(pointer) - reinterpret_cast<uintptr_t>(floor)) -
                     kItems * sizeof(Cell);
  return above > (kStackCells - 2 - kItems - kCells) * sizeof(Cell);
}

// In one access where the processor allows it at any address.
#if defined(__ARM_FEATURE_UNALIGNED) && defined(__ARMEL__)
inline void store2(uint8_t* at, uint32_t value) {
  const uint16_t whole = uint16_t(value);
  __builtin_memcpy(at, &whole, sizeof whole);
}
inline void store4(uint8_t* at, uint32_t value) { __builtin_memcpy(at, &value, sizeof value); }
inline uint32_t load_pair(const uint16_t* cells) {
  uint32_t whole;
  __builtin_memcpy(&whole, cells, sizeof whole);
  return whole;
}
// The compiler would clear the upper half once more.
inline uint32_t fetch2(const uint8_t* at) {
  uint16_t whole;
  __builtin_memcpy(&whole, at, sizeof whole);
  uint32_t swapped;
  asm("rev16 %0, %1" : "=r"(swapped) : "r"(uint32_t{whole}));
  return swapped;
}
#else
using vm::fetch2, vm::store2, vm::store4;
inline uint32_t load_pair(const uint16_t* cells) { return cells[0] | uint32_t{cells[1]} << 16; }
#endif

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

// Like Core::run without an observer. One that is kept saves the set-up at each call of run(); then nobody else
// may change the context's registers or the code between calls. Form (generated): Core, kStepsBeyond,
// enter(State&, with_sequences), unchecked_bytes(byte), stops(byte).
template <class Form>
class Runner {
 public:
  using Core = typename Form::Core;
  using Cell = typename Core::Cell;
  using Outer = OuterLoop<Core>;

  explicit Runner(Context<Cell>& context) : context_(context), state_() {
    state_.code = context.code;
    state_.data = context.data;
    state_.io = context.io;
  }

  uint32_t run(uint32_t steps) {
    uint32_t left = steps;
    while (left > 0 && context_.status == RunStatus::kRunning) {
      uint32_t most = Outer::allowed(context_, left);
      if (most > 0) {
        if (!known_) take_registers();
        known_ = true;
        if (const uint32_t safe = enter_range(); most > safe) most = safe;
        if (most > 0) left -= handlers(most);
        if (left == 0) break;
      }
      left -= Core::run(context_, 1);
      if constexpr (Core::kHasTasks) known_ = known_ && has_same_registers();
    }
    return steps - left;
  }

 private:
  bool has_same_registers() const {
    for (uint32_t i = 0; i < Core::kRegisterCount; ++i)
      if (taken_[i] != context_.registers[i]) return false;
    return true;
  }
  void take_registers() {
    if constexpr (Core::kHasTasks)
      for (uint32_t i = 0; i < Core::kRegisterCount; ++i) taken_[i] = context_.registers[i];
    Outer::take_registers(context_, state_);
    for (int s = 0; s < 3; ++s)
      state_.stack[s] = {state_.bottom[s] + 1, nullptr, state_.bottom[s] + Core::kStackCells[s] - 1};
    if constexpr (Core::kHasTasks) {
      using Register = typename Core::Register;
      const uint32_t lo = state_.registers[Register::kDataLo];
      const uint32_t count = lo % sizeof(Cell) == 0 ? state_.registers[Register::kDataSize] / sizeof(Cell) : 0;
      state_.frame = {lo, context_.data + lo, count, count > 0 ? count - 1 : 0};
      set_range(0, state_.registers[Register::kCodeLo], state_.registers[Register::kCodeSpan]);
      set_range(1, 0, state_.registers[Register::kSharedSpan]);
    } else {
      set_range(0, 0, Core::kLastPc + 1);
      set_range(1, 0, 0);
    }
  }
  void set_range(int index, uint32_t lo, uint32_t span) {
    const uint8_t* const end = context_.code + lo + span;
    range_[index] = {lo, span, context_.code + lo, end};
    closed_[index] = true;
    for (uint32_t i = 1; i <= 3 && i <= span; ++i) {
      // What begins i bytes before the end and runs over it, unchecked, must lead to where the handlers stop.
      const uint32_t bytes = Form::unchecked_bytes(end[-int32_t(i)]);
      if (bytes >= i && !Form::stops(end[bytes - i])) closed_[index] = false;
    }
  }
  // The range that the pc is in. Returns how many steps the handlers may make there.
  uint32_t enter_range() {
    const uint8_t* const pc = state_.pc = context_.code + context_.pc;
    for (int i = 0; i < 2; ++i) {
      if (uint32_t(pc - range_[i].lo) >= range_[i].span) continue;
      state_.range = range_[i];
      state_.other = range_[1 - i];
      if (!closed_[1 - i]) state_.other.span = 0;
      if (closed_[i]) return UINT32_MAX;
      state_.range = {0, 0, reinterpret_cast<const uint8_t*>(UINTPTR_MAX),
                      nullptr};  // every jump leads out of it
      return (uint32_t(range_[i].end - pc) + 3) / 4;
    }
    return 0;
  }

  // Returns the steps done.
  uint32_t handlers(uint32_t most) {
    if (most > INT32_MAX) most = INT32_MAX;
    const uint32_t* const depth = context_.depth;
    state_.sp = state_.bottom[0] + depth[0];
    for (int s = 1; s < 3; ++s) state_.stack[s].pointer = state_.bottom[s] + depth[s];
    state_.top = context_.top;
    // Sequences as long as none can make a step too many, then one by one.
    state_.left = most - 1 - Form::kStepsBeyond;
    if (int32_t(state_.left) >= 0) Form::enter(state_, true);
    const bool counted_out = int32_t(state_.left) < 0;
    state_.left += Form::kStepsBeyond;
    if (counted_out && int32_t(state_.left) >= 0) Form::enter(state_, false);
    context_.pc = uint32_t(state_.pc - context_.code);
    context_.top = state_.top;
    context_.depth[0] = uint32_t(state_.sp - state_.bottom[0]);
    for (int s = 1; s < 3; ++s) context_.depth[s] = uint32_t(state_.stack[s].pointer - state_.bottom[s]);
    const uint32_t done = most - 1 - state_.left;
    Outer::count(context_, done);
    return done;
  }

  Context<Cell>& context_;
  State<Cell> state_;
  bool known_ = false;  // the registers have been taken
  uint32_t taken_[12];
  CodeRange range_[2];  // the frame's, the library's
  bool closed_[2];      // nothing runs over its end
};

}  // namespace rexa::vm::direct
