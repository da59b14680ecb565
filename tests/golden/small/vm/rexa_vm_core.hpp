// The REXA machine 'small' (configuration f5fc884b234f4523) as a software VM: constants, decoder and run loop.
// Generated from the specification; do not edit. It works on memories that its owner provides and on nothing
// else: see vm/machine.hpp for the context, vm/dispatch.hpp for the macros.
#pragma once

#include <stdint.h>

#include "vm/dispatch.hpp"
#include "vm/machine.hpp"

namespace rexa::vm {

struct Core {
  using Cell = uint16_t;
  using Context = vm::Context<Cell>;

  static constexpr const char* kConfigHash = "f5fc884b234f4523";
  static constexpr int kCellBits = 16;
  static constexpr uint32_t kCodeBytes = 512;
  static constexpr uint32_t kDataBytes = 64;
  static constexpr uint32_t kAllDataBytes = 64;  // with host data, which lies above
  static constexpr uint32_t kStackCells[3] = {16, 8, 8};  // data, return, loop
  static constexpr uint32_t kLastPc = kCodeBytes - 4;  // the last place for an instruction to start at
  static constexpr bool kHasTasks = false;
  static constexpr uint32_t kTasks = 1;
  static constexpr uint32_t kSystemCells = 0;

  // The memories of one machine, for an owner who wants them in one place.
  struct Memories {
    alignas(8) uint8_t code[kCodeBytes];
    alignas(8) uint8_t data[kAllDataBytes];
    Cell data_stack[kStackCells[0]];
    Cell return_stack[kStackCells[1]];
    Cell loop_stack[kStackCells[2]];
  };
  static void attach(Context& context, Memories& memories) {
    context.code = memories.code;
    context.data = memories.data;
    context.stack[0] = memories.data_stack;
    context.stack[1] = memories.return_stack;
    context.stack[2] = memories.loop_stack;
  }

  static constexpr uint32_t kRegisterCount = 0;
  static uint32_t partition(const Context&, int) { return 0; }

  struct Trap {
    enum : uint8_t {
      kNone = 0,
      kBadPc = 1,             // The instruction would start in the last three bytes of code memory or beyond it.
      kIllegal = 2,           // No instruction of this build has this encoding.
      kDataUnderflow = 3,     // Fewer cells on the data stack than the instruction takes.
      kReturnUnderflow = 4,   // Fewer cells on the return stack than the instruction takes.
      kLoopUnderflow = 5,     // Fewer cells on the loop stack than the instruction takes.
      kDataOverflow = 6,      // No room on the data stack for what the instruction may leave.
      kReturnOverflow = 7,    // No room on the return stack for what the instruction may leave.
      kLoopOverflow = 8,      // No room on the loop stack for what the instruction may leave.
      kDivZero = 9,           // Division by zero.
      kMisaligned = 10,       // An address that is not a multiple of the size accessed (doubles: of the cell).
      kBadAddress = 11,       // An access beyond data memory; with tasks: outside the frame's data and the host data of that width.
      kBadTask = 12,          // A message to a task that does not live.
      kTaskLimit = 13,        // No slot is free for another task.
      kControlOverflow = 14,  // Too many open catches and calls into other frames.
      kBadControl = 15,       // The end of a catch or of a call into a frame that is not the innermost one open.
      kUncaught = 16,         // A `throw` without `catch`.
      kNoWord = 17,           // A call of an exported word whose frame has been removed.
      kBadArgument = 18,      // An argument outside what the word is defined for.
    };
  };

  // Numbers of the instructions, as in retirement records; then what the decoder finds besides.
  struct Op {
    enum : uint16_t {
      kLiteralShort, kLiteralLong, kLiteralExtend, kBranchZero, kBranchNonzero, kJump,
      kCall, kJumpFar, kCallFar, kReturn, kHalt, kDup,
      kDrop, kQuestionDup, kAdd, kDiv, kLess, kToR,
      kRFrom, kStore, kEmit, kPick, kInp,
      kCount,
      kIllegalFirst = kCount,  // no instruction has this first byte
      kIllegalSecond,          // no instruction of the page has this second byte
      kPageD7,
    };
  };

// The instruction for each first byte; a page has another table for the second byte.
#define REXA_FIRST_PAGE(X) \
  /* 00 */ REXA_16(X, kLiteralShort) \
  /* 10 */ REXA_16(X, kLiteralShort) \
  /* 20 */ REXA_16(X, kLiteralShort) \
  /* 30 */ REXA_16(X, kLiteralShort) \
  /* 40 */ REXA_16(X, kLiteralLong) \
  /* 50 */ REXA_16(X, kLiteralLong) \
  /* 60 */ REXA_16(X, kLiteralLong) \
  /* 70 */ REXA_16(X, kLiteralLong) \
  /* 80 */ X(kIllegalFirst) X(kReturn) X(kHalt) X(kDup) \
  /* 84 */ X(kDrop) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* 88 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kQuestionDup) \
  /* 8c */ X(kIllegalFirst) X(kIllegalFirst) X(kAdd) X(kIllegalFirst) \
  /* 90 */ X(kIllegalFirst) X(kDiv) X(kIllegalFirst) X(kIllegalFirst) \
  /* 94 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* 98 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* 9c */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* a0 */ X(kIllegalFirst) X(kLess) X(kIllegalFirst) X(kIllegalFirst) \
  /* a4 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* a8 */ X(kToR) X(kRFrom) X(kIllegalFirst) X(kIllegalFirst) \
  /* ac */ X(kStore) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* b0 */ X(kEmit) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* b4 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* b8 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* bc */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* c0 */ REXA_16(X, kIllegalFirst) \
  /* d0 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* d4 */ X(kJumpFar) X(kCallFar) X(kLiteralExtend) X(kPageD7) \
  /* d8 */ X(kBranchZero) X(kBranchZero) X(kBranchZero) X(kBranchZero) \
  /* dc */ X(kBranchZero) X(kBranchZero) X(kBranchZero) X(kBranchZero) \
  /* e0 */ X(kBranchNonzero) X(kBranchNonzero) X(kBranchNonzero) X(kBranchNonzero) \
  /* e4 */ X(kBranchNonzero) X(kBranchNonzero) X(kBranchNonzero) X(kBranchNonzero) \
  /* e8 */ X(kJump) X(kJump) X(kJump) X(kJump) \
  /* ec */ X(kJump) X(kJump) X(kJump) X(kJump) \
  /* f0 */ X(kCall) X(kCall) X(kCall) X(kCall) \
  /* f4 */ X(kCall) X(kCall) X(kCall) X(kCall) \
  /* f8 */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) \
  /* fc */ X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst) X(kIllegalFirst)
#define REXA_PAGE_D7(X) \
  /* 00 */ X(kPick) X(kIllegalSecond) X(kIllegalSecond) X(kIllegalSecond) \
  /* 04 */ X(kIllegalSecond) X(kIllegalSecond) X(kInp) X(kIllegalSecond) \
  /* 08 */ X(kIllegalSecond) X(kIllegalSecond) X(kIllegalSecond) X(kIllegalSecond) \
  /* 0c */ X(kIllegalSecond) X(kIllegalSecond) X(kIllegalSecond) X(kIllegalSecond) \
  /* 10 */ REXA_16(X, kIllegalSecond) \
  /* 20 */ REXA_16(X, kIllegalSecond) \
  /* 30 */ REXA_16(X, kIllegalSecond) \
  /* 40 */ REXA_16(X, kIllegalSecond) \
  /* 50 */ REXA_16(X, kIllegalSecond) \
  /* 60 */ REXA_16(X, kIllegalSecond) \
  /* 70 */ REXA_16(X, kIllegalSecond) \
  /* 80 */ REXA_16(X, kIllegalSecond) \
  /* 90 */ REXA_16(X, kIllegalSecond) \
  /* a0 */ REXA_16(X, kIllegalSecond) \
  /* b0 */ REXA_16(X, kIllegalSecond) \
  /* c0 */ REXA_16(X, kIllegalSecond) \
  /* d0 */ REXA_16(X, kIllegalSecond) \
  /* e0 */ REXA_16(X, kIllegalSecond) \
  /* f0 */ REXA_16(X, kIllegalSecond)
#define REXA_PC_AFTER(bytes) (pc + (bytes))
#define REXA_PC_BEFORE(bytes) (pc - (bytes))
#define REXA_TASK 0
#define REXA_PC_OUTSIDE(jumped) pc > kLastPc

  // Carries out at most `steps` instructions, one that traps included, and returns how many that were: fewer
  // than `steps` only when the machine stopped. The context is consistent whenever this returns.
  template <class Observer>
  static uint32_t run(Context& context, uint32_t steps, Observer& watcher);

  static uint32_t run(Context& context, uint32_t steps) {
    NoObserver nobody;
    return run(context, steps, nobody);
  }

 private:
  static uint32_t peek(const Cell* stack, uint32_t depth, uint32_t index) {
    return index < depth ? stack[depth - 1 - index] : 0;
  }
  // On the data stack when the instruction has taken the top away, or else still has it in its local.
  static uint32_t peek_data(const Cell* stack, uint32_t depth, uint32_t index) {
    return index < depth ? stack[depth - index] : 0;
  }
  static uint32_t peek_below_top(const Cell* stack, uint32_t depth, uint32_t top, uint32_t index) {
    return index >= depth ? 0 : index == 0 ? top : stack[depth - index];
  }

  template <class Observer>
  static REXA_ALWAYS_INLINE uint32_t read_port(Observer& observer, const Io& io, uint32_t port) {
    if constexpr (Observer::kWatches) return low_bits<kCellBits>(observer.port_read(io, port));
    else return low_bits<kCellBits>(io.inp(io.self, port));
  }
  template <class Observer>
  static REXA_ALWAYS_INLINE void write_port(Observer& observer, const Io& io, uint32_t port, uint32_t value) {
    if constexpr (Observer::kWatches) observer.port_write(io, port, value);
    else io.out(io.self, port, value);
  }

#if defined(REXA_VM_SWITCH)
  // Of each instruction, from the lowest bit: its length less one; by how many cells the data stack grows at most, how
  // many it takes (3 bits and one to spare); how many the return stack takes, by how many it grows; the loop stack
  // likewise. Two bits each but for those three.
  static constexpr uint16_t kNeeds[Op::kIllegalSecond + 1] = {
    0x5, 0x7, 0x11, 0x11, 0x11, 0x1, 0x401, 0x2, 0x402, 0x100, 0x0, 0x14, 0x10, 0x14, 0x20, 0x20,
    0x20, 0x410, 0x104, 0x20, 0x10, 0x11, 0x11, 0, 1,
  };
  static constexpr auto kNeedsTable = SharedRows<uint16_t, distinct(kNeeds), Op::kIllegalSecond + 1>(kNeeds);
  static constexpr uint8_t kFirstPage[256] = {REXA_FIRST_PAGE(REXA_OP_NUMBER)};
  static constexpr uint8_t kPageD7Table[256] = {REXA_PAGE_D7(REXA_OP_NUMBER)};
  // The instruction at `at`, by its first byte or two.
  static REXA_NOINLINE uint32_t decode(const uint8_t* at) {
    const uint32_t op = look_up<kFirstPage>(at[0]);
    switch (op) {
      case Op::kPageD7: return look_up<kPageD7Table>(at[1]);
      default: return op;
    }
  }
#endif
};

#if !defined(REXA_VM_SWITCH)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // addresses of labels
#endif

template <class Observer>
uint32_t Core::run(Context& context, uint32_t steps, Observer& watcher) {
  if (context.status != RunStatus::kRunning) return 0;
  // What changes with every instruction is kept in locals and put back at the end.
  const uint8_t* const REXA_SELDOM code = context.code;
  [[maybe_unused]] uint8_t* const REXA_SELDOM data = context.data;
  Cell* const data_stack = context.stack[0];
  [[maybe_unused]] Cell* const return_stack = context.stack[1];
  [[maybe_unused]] Cell* const loop_stack = context.stack[2];
  [[maybe_unused]] const Io REXA_SELDOM io = context.io;
  [[maybe_unused]] Observer observer = watcher;
  uint32_t pc = context.pc;
  uint32_t top = context.top;
  uint32_t data_depth = context.depth[0];
  [[maybe_unused]] uint32_t REXA_SELDOM return_depth = context.depth[1];
  [[maybe_unused]] uint32_t REXA_SELDOM loop_depth = context.depth[2];
  uint32_t left = steps;
  uint32_t retired = 0;
  uint8_t trap = Trap::kNone;
#if defined(REXA_VM_SWITCH)
  uint32_t op = 0, need = 0;
  const uint8_t* place = code;    // of the instruction; `pc` is then the next one's
  Cell* data_place = data_stack;  // where the top would go
  [[maybe_unused]] Cell *return_place = return_stack, *loop_place = loop_stack;  // the first cells free
  [[maybe_unused]] uint32_t below_1 = 0, below_2 = 0, below_3 = 0;  // items of the data stack below the top, 0 when there are none
#endif


#if defined(REXA_VM_SWITCH)
next:
  REXA_BEGIN_STEP(true);
  place = code + pc;
  op = decode(place);
  REXA_CHECK_STACKS;
  REXA_LOAD_BELOW;
  switch (op) {
#else
  static const void* const first_page[256] = {REXA_FIRST_PAGE(REXA_LABEL)};
  static const void* const page_d7[256] = {REXA_PAGE_D7(REXA_LABEL)};
  REXA_NEXT(true);
  {
    REXA_OP(kPageD7) { goto* page_d7[code[pc + 1]]; }
#endif

    // lit   ( -- x )   00iiiiii iiiiiiii
    //   x = cell(imm)
    //   rexa.json:88
    REXA_OP(kLiteralShort) {
      REXA_STACK_TRAP_IF(data_depth > 15, kDataOverflow, Op::kLiteralShort, 2);
      const uint32_t imm = low_bits<14>(REXA_FETCH(2));
      REXA_DATA(0) = Cell(top);
      top = Cell(uint32_t(sign_extend<14>(imm)));
      data_depth += 1;
      REXA_RETIRE(kLiteralShort, 0, 2, REXA_NEXT_PC(2), false);
    }

    // litl   ( -- x )   01iiiiii iiiiiiii iiiiiiii iiiiiiii
    //   x = cell(imm)
    //   rexa.json:90
    REXA_OP(kLiteralLong) {
      REXA_STACK_TRAP_IF(data_depth > 15, kDataOverflow, Op::kLiteralLong, 4);
      const uint32_t imm = low_bits<30>(REXA_FETCH(4));
      REXA_DATA(0) = Cell(top);
      top = Cell(imm);
      data_depth += 1;
      REXA_RETIRE(kLiteralLong, 0, 4, REXA_NEXT_PC(4), false);
    }

    // litx   ( x -- y )   11010110 iiiiiiii
    //   y = (x << 8) | cell(imm)
    //   rexa.json:93
    REXA_OP(kLiteralExtend) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kLiteralExtend, 2);
      const uint32_t imm = low_bits<8>(REXA_FETCH(2));
      top = Cell((top << 8) | imm);
      REXA_RETIRE(kLiteralExtend, 0, 2, REXA_NEXT_PC(2), false);
    }

    // 0branch   ( f -- )   11011iii iiiiiiii
    //   if (f == 0) { jump(target); }
    //   rexa.json:96
    REXA_OP(kBranchZero) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kBranchZero, 2);
      const uint32_t target = low_bits<16>(REXA_OWN_PC(2) + uint32_t(sign_extend<11>(REXA_FETCH(2))));
      if (top == 0u) {
        top = REXA_BELOW(1);
        data_depth -= 1;
        REXA_RETIRE(kBranchZero, 0, 2, target, true);
      } else {
        top = REXA_BELOW(1);
        data_depth -= 1;
        REXA_RETIRE(kBranchZero, 1, 2, REXA_NEXT_PC(2), false);
      }
    }

    // 1branch   ( f -- )   11100iii iiiiiiii
    //   if (f != 0) { jump(target); }
    //   rexa.json:99
    REXA_OP(kBranchNonzero) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kBranchNonzero, 2);
      const uint32_t target = low_bits<16>(REXA_OWN_PC(2) + uint32_t(sign_extend<11>(REXA_FETCH(2))));
      if (top != 0u) {
        top = REXA_BELOW(1);
        data_depth -= 1;
        REXA_RETIRE(kBranchNonzero, 0, 2, target, true);
      } else {
        top = REXA_BELOW(1);
        data_depth -= 1;
        REXA_RETIRE(kBranchNonzero, 1, 2, REXA_NEXT_PC(2), false);
      }
    }

    // branch   ( -- )   11101iii iiiiiiii
    //   jump(target)
    //   rexa.json:102
    REXA_OP(kJump) {
      const uint32_t target = low_bits<16>(REXA_OWN_PC(2) + uint32_t(sign_extend<11>(REXA_FETCH(2))));
      REXA_RETIRE(kJump, 0, 2, target, true);
    }

    // call   ( -- )  return ( -- ret:addr )   11110iii iiiiiiii
    //   ret = next_pc; jump(target)
    //   rexa.json:104
    REXA_OP(kCall) {
      REXA_STACK_TRAP_IF(return_depth > 7, kReturnOverflow, Op::kCall, 2);
      const uint32_t next_pc = REXA_NEXT_PC(2);
      const uint32_t target = low_bits<16>(REXA_OWN_PC(2) + uint32_t(sign_extend<11>(REXA_FETCH(2))));
      REXA_RETURN(0) = Cell(next_pc);
      return_depth += 1;
      REXA_RETIRE(kCall, 0, 2, target, true);
    }

    // farbranch   ( -- )   11010100 iiiiiiii iiiiiiii
    //   jump(imm)
    //   rexa.json:111
    REXA_OP(kJumpFar) {
      const uint32_t imm = low_bits<16>(REXA_FETCH(3));
      REXA_RETIRE(kJumpFar, 0, 3, imm, true);
    }

    // farcall   ( -- )  return ( -- ret:addr )   11010101 iiiiiiii iiiiiiii
    //   ret = next_pc; jump(imm)
    //   rexa.json:113
    REXA_OP(kCallFar) {
      REXA_STACK_TRAP_IF(return_depth > 7, kReturnOverflow, Op::kCallFar, 3);
      const uint32_t next_pc = REXA_NEXT_PC(3);
      const uint32_t imm = low_bits<16>(REXA_FETCH(3));
      REXA_RETURN(0) = Cell(next_pc);
      return_depth += 1;
      REXA_RETIRE(kCallFar, 0, 3, imm, true);
    }

    // return   ( -- )  return ( ret:addr -- )   10000001
    //   jump(ret)
    //   rexa.json:118
    REXA_OP(kReturn) {
      REXA_STACK_TRAP_IF(return_depth < 1, kReturnUnderflow, Op::kReturn, 1);
      const uint32_t r0 = REXA_RETURN(-1);
      const uint32_t destination = r0;
      return_depth -= 1;
      REXA_RETIRE(kReturn, 0, 1, destination, true);
    }

    // halt   ( -- )   10000010
    //   halt()
    //   rexa.json:120
    REXA_OP(kHalt) {
      REXA_RETIRE_HALT(kHalt, 0, 1, REXA_NEXT_PC(1), false);
    }

    // dup   ( x -- x y )   10000011
    //   y = x
    //   rexa.json:122
    REXA_OP(kDup) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kDup, 1);
      REXA_STACK_TRAP_IF(data_depth > 15, kDataOverflow, Op::kDup, 1);
      REXA_DATA(0) = Cell(top);
      data_depth += 1;
      REXA_RETIRE(kDup, 0, 1, REXA_NEXT_PC(1), false);
    }

    // drop   ( x -- )   10000100
    //   rexa.json:124
    REXA_OP(kDrop) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kDrop, 1);
      top = REXA_BELOW(1);
      data_depth -= 1;
      REXA_RETIRE(kDrop, 0, 1, REXA_NEXT_PC(1), false);
    }

    // ?dup   ( x -- x y ) | ( x -- x )   10001011
    //   if (x != 0) { y = x; }
    //   rexa.json:138
    REXA_OP(kQuestionDup) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kQuestionDup, 1);
      REXA_STACK_TRAP_IF(data_depth > 15, kDataOverflow, Op::kQuestionDup, 1);
      if (top != 0u) {
        REXA_DATA(0) = Cell(top);
        data_depth += 1;
        REXA_RETIRE(kQuestionDup, 0, 1, REXA_NEXT_PC(1), false);
      } else {
        REXA_RETIRE(kQuestionDup, 1, 1, REXA_NEXT_PC(1), false);
      }
    }

    // +   ( a b -- c )   10001110
    //   c = a + b
    //   rexa.json:145
    REXA_OP(kAdd) {
      REXA_STACK_TRAP_IF(data_depth < 2, kDataUnderflow, Op::kAdd, 1);
      const uint32_t s1 = REXA_BELOW(1);
      top = Cell(s1 + top);
      data_depth -= 1;
      REXA_RETIRE(kAdd, 0, 1, REXA_NEXT_PC(1), false);
    }

    // /   ( a b -- q )   10010001
    //   trap_if(b == 0, div_zero); q = a / b
    //   rexa.json:152
    REXA_OP(kDiv) {
      REXA_STACK_TRAP_IF(data_depth < 2, kDataUnderflow, Op::kDiv, 1);
      const uint32_t s1 = REXA_BELOW(1);
      REXA_TRAP_IF(top == 0u, kDivZero, Op::kDiv, 1, 0);
      top = Cell(uint32_t(divide<int32_t>(int16_t(s1), int16_t(top))));
      data_depth -= 1;
      REXA_RETIRE(kDiv, 0, 1, REXA_NEXT_PC(1), false);
    }

    // <   ( a b -- f:flag )   10100001
    //   f = a < b
    //   rexa.json:188
    REXA_OP(kLess) {
      REXA_STACK_TRAP_IF(data_depth < 2, kDataUnderflow, Op::kLess, 1);
      const uint32_t s1 = REXA_BELOW(1);
      top = Cell(uint32_t{int16_t(s1) < int16_t(top)});
      data_depth -= 1;
      REXA_RETIRE(kLess, 0, 1, REXA_NEXT_PC(1), false);
    }

    // >r   ( x -- )  return ( -- y )   10101000
    //   y = x
    //   rexa.json:202
    REXA_OP(kToR) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kToR, 1);
      REXA_STACK_TRAP_IF(return_depth > 7, kReturnOverflow, Op::kToR, 1);
      REXA_RETURN(0) = Cell(top);
      top = REXA_BELOW(1);
      data_depth -= 1;
      return_depth += 1;
      REXA_RETIRE(kToR, 0, 1, REXA_NEXT_PC(1), false);
    }

    // r>   ( -- y )  return ( x -- )   10101001
    //   y = x
    //   rexa.json:204
    REXA_OP(kRFrom) {
      REXA_STACK_TRAP_IF(return_depth < 1, kReturnUnderflow, Op::kRFrom, 1);
      REXA_STACK_TRAP_IF(data_depth > 15, kDataOverflow, Op::kRFrom, 1);
      const uint32_t r0 = REXA_RETURN(-1);
      REXA_DATA(0) = Cell(top);
      top = r0;
      data_depth += 1;
      return_depth -= 1;
      REXA_RETIRE(kRFrom, 0, 1, REXA_NEXT_PC(1), false);
    }

    // !   ( x addr:addr -- )   10101100
    //   cell[addr] = x
    //   rexa.json:210
    REXA_OP(kStore) {
      REXA_STACK_TRAP_IF(data_depth < 2, kDataUnderflow, Op::kStore, 1);
      const uint32_t s1 = REXA_BELOW(1);
      REXA_TRAP_IF((top & 1u) != 0, kMisaligned, Op::kStore, 1, 0);
      REXA_TRAP_IF(62u < top, kBadAddress, Op::kStore, 1, 1);
      store2(data + top, s1);
      if constexpr (Observer::kWatches) observer.store(top, s1, 2);
      top = REXA_BELOW(2);
      data_depth -= 2;
      REXA_RETIRE(kStore, 0, 1, REXA_NEXT_PC(1), false);
    }

    // emit   ( c -- )   10110000
    //   port[0] = c
    //   rexa.json:219
    REXA_OP(kEmit) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kEmit, 1);
      write_port(observer, io, 0u, top);
      top = REXA_BELOW(1);
      data_depth -= 1;
      REXA_RETIRE(kEmit, 0, 1, REXA_NEXT_PC(1), false);
    }

    // pick   ( n -- x )   11010111 00000000
    //   trap_if(n < 1 || ucell(n) > depth(data), data_underflow); x = peek(data, ucell(n) - 1)
    //   rexa.json:240
    REXA_OP(kPick) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kPick, 2);
      const uint32_t data_left = data_depth - 1;
      REXA_TRAP_IF(int16_t(top) < 1 || data_left < top, kDataUnderflow, Op::kPick, 2, 0);
      const uint32_t v9 = peek_data(data_stack, data_depth - 1, low_bits<16>(top - 1u));
      top = v9;
      REXA_RETIRE(kPick, 0, 2, REXA_NEXT_PC(2), false);
    }

    // inp   ( port:ucell -- x )   11010111 00000110
    //   x = port[port]
    //   rexa.json:253
    REXA_OP(kInp) {
      REXA_STACK_TRAP_IF(data_depth < 1, kDataUnderflow, Op::kInp, 2);
      const uint32_t v2 = read_port(observer, io, top);
      top = v2;
      REXA_RETIRE(kInp, 0, 2, REXA_NEXT_PC(2), false);
    }

    REXA_OP(kIllegalFirst) {
      REXA_TRAP_IF(true, kIllegal, kNoOp, 1, -1);
    }
#if defined(REXA_VM_SWITCH)
    default:
#endif
    REXA_OP(kIllegalSecond) {
      REXA_TRAP_SEEN_IF(true, kIllegal, kNoOp, 2, 2, -1);
    }
  }

outside:
  REXA_TRAP_IF(true, kBadPc, kNoOp, 0, -1);

#if defined(REXA_VM_SWITCH)
  REXA_TRAP_EXIT(kBadPc)
  REXA_TRAP_EXIT(kIllegal)
  REXA_TRAP_EXIT(kDataUnderflow)
  REXA_TRAP_EXIT(kReturnUnderflow)
  REXA_TRAP_EXIT(kLoopUnderflow)
  REXA_TRAP_EXIT(kDataOverflow)
  REXA_TRAP_EXIT(kReturnOverflow)
  REXA_TRAP_EXIT(kLoopOverflow)
  REXA_TRAP_EXIT(kDivZero)
  REXA_TRAP_EXIT(kMisaligned)
  REXA_TRAP_EXIT(kBadAddress)
  REXA_TRAP_EXIT(kBadTask)
  REXA_TRAP_EXIT(kTaskLimit)
  REXA_TRAP_EXIT(kControlOverflow)
  REXA_TRAP_EXIT(kBadControl)
  REXA_TRAP_EXIT(kUncaught)
  REXA_TRAP_EXIT(kNoWord)
  REXA_TRAP_EXIT(kBadArgument)
#endif

#if defined(REXA_VM_SWITCH)
step:
  __asm__ volatile("");
  goto next;
#endif
trapped:
#if defined(REXA_VM_SWITCH)
  if (trap != Trap::kBadPc) pc = REXA_OWN_PC((need & 3) + 1);
#endif
  context.status = RunStatus::kTrapped;
  context.trap = trap;
  retired = steps - left - 1;
  goto leave;

halted:
  context.status = RunStatus::kHalted;

pause:
  retired = steps - left;

leave:
  context.pc = pc;
  context.top = top;
  context.depth[0] = data_depth;
  context.depth[1] = return_depth;
  context.depth[2] = loop_depth;
  context.retired += retired;
  if constexpr (Observer::kWatches) watcher = observer;
  return steps - left;
}

#if !defined(REXA_VM_SWITCH)
#pragma GCC diagnostic pop
#endif

#undef REXA_FIRST_PAGE
#undef REXA_TASK
#undef REXA_PC_AFTER
#undef REXA_PC_BEFORE
#undef REXA_PC_OUTSIDE
#undef REXA_PAGE_D7

}  // namespace rexa::vm
