// How the generated core gets from one instruction to the next: the macros of its run loop.
// Threaded dispatch (each instruction jumps to the next through a table of labels, a GNU extension) where the
// compiler has it and is not asked for small code; else one switch. Of use to nobody but Core::run, whose
// locals they name: code, pc, left, trap, observer.
#pragma once

#if !defined(REXA_VM_SWITCH) && (!defined(__GNUC__) || defined(__OPTIMIZE_SIZE__))
#define REXA_VM_SWITCH 1
#endif

#if defined(__GNUC__)
#define REXA_UNLIKELY(condition) __builtin_expect(bool(condition), 0)
#define REXA_ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define REXA_UNLIKELY(condition) (condition)
#define REXA_ALWAYS_INLINE inline
#endif

#define REXA_STACKS \
  Stacks<Cell> { {data_stack, return_stack, loop_stack}, {data_depth, return_depth, loop_depth}, top }

// Counts the step and checks the pc; then, in either form, the first byte picks the instruction.
#define REXA_BEGIN_STEP()                         \
  if (left == 0) goto pause;                      \
  left -= 1;                                      \
  if (REXA_UNLIKELY(pc > kLastPc)) goto bad_pc

#if defined(REXA_VM_SWITCH)
#define REXA_OP(name) case Op::name:
#define REXA_NEXT() goto next
#else
#define REXA_OP(name) name:
#define REXA_LABEL(name) &&name,
#define REXA_NEXT()               \
  do {                            \
    REXA_BEGIN_STEP();            \
    goto* first_page[code[pc]];   \
  } while (false)
#endif
#define REXA_OP_NUMBER(name) Op::name,
#define REXA_4(X, name) X(name) X(name) X(name) X(name)
#define REXA_16(X, name) REXA_4(X, name) REXA_4(X, name) REXA_4(X, name) REXA_4(X, name)

// Stops with a trap: nothing of the instruction has been carried out yet.
#define REXA_TRAP_IF(condition, trap_name, op_name, op_bytes, trap_index)                       \
  if (REXA_UNLIKELY(condition)) {                                                               \
    trap = Trap::trap_name;                                                                     \
    if constexpr (Observer::kWatches)                                                           \
      observer.trap(Trapped{pc, op_name, Trap::trap_name, op_bytes, trap_index}, code, REXA_STACKS); \
    goto trapped;                                                                               \
  }                                                                                             \
  static_assert(true)

// The instruction is done: its stack effects are in place, `pc` is still its own.
#define REXA_RETIRE(op_name, path, op_bytes, next, jumped)                                          \
  if constexpr (Observer::kWatches)                                                                 \
    observer.retire(Retired{pc, next, Op::op_name, path, op_bytes, jumped, false}, code, REXA_STACKS);   \
  pc = next;                                                                                        \
  REXA_NEXT()

#define REXA_RETIRE_HALT(op_name, path, op_bytes, next, jumped)                                     \
  if constexpr (Observer::kWatches)                                                                 \
    observer.retire(Retired{pc, next, Op::op_name, path, op_bytes, jumped, true}, code, REXA_STACKS);    \
  pc = next;                                                                                        \
  goto halted
