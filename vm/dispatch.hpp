// How the generated core gets from one instruction to the next: the macros of its run loop.
// Threaded dispatch (each instruction jumps to the next through a table of labels, a GNU extension) where the
// compiler has it and is not asked for small code; else one switch. Of use to nobody but Core::run, whose
// locals they name: code, pc, left, trap, observer. The core says what REXA_PC_OUTSIDE and REXA_TASK are.
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

// Counts the step and checks the pc; then, in either form, the first byte picks the instruction. `jumped`: false
// when the pc is known to have moved on by one instruction.
#define REXA_BEGIN_STEP(jumped)                         \
  if (left == 0) goto pause;                            \
  left -= 1;                                            \
  if (REXA_UNLIKELY(REXA_PC_OUTSIDE(jumped))) goto outside

#if defined(REXA_VM_SWITCH)
#define REXA_OP(name) case Op::name:
#define REXA_DISPATCH() goto dispatch
#define REXA_NEXT(jumped) goto next
#else
#define REXA_OP(name) name:
#define REXA_LABEL(name) &&name,
#define REXA_DISPATCH() goto* first_page[code[pc]]
#define REXA_NEXT(jumped)      \
  do {                         \
    REXA_BEGIN_STEP(jumped);   \
    REXA_DISPATCH();           \
  } while (false)
#endif
// What the machine does by itself has a label in either form.
#define REXA_SYSTEM_OP(name) name:
#define REXA_OP_NUMBER(name) Op::name,
#define REXA_4(X, name) X(name) X(name) X(name) X(name)
#define REXA_16(X, name) REXA_4(X, name) REXA_4(X, name) REXA_4(X, name) REXA_4(X, name)

// Stops with a trap: nothing of the instruction has been carried out yet.
#define REXA_TRAP_IF(condition, trap_name, op_name, op_bytes, trap_index)                                      \
  if (REXA_UNLIKELY(condition)) {                                                                              \
    trap = Trap::trap_name;                                                                                    \
    if constexpr (Observer::kWatches)                                                                          \
      observer.trap(Trapped{pc, op_name, Trap::trap_name, op_bytes, trap_index, REXA_TASK}, code, REXA_STACKS); \
    goto trapped;                                                                                              \
  }                                                                                                            \
  static_assert(true)

// The instruction is done: its stack effects are in place, `pc` is still its own.
#define REXA_SHOW(op_name, path, op_bytes, next, jumped, halted, rebased)                                      \
  if constexpr (Observer::kWatches)                                                                            \
    observer.retire(Retired{pc, next, Op::op_name, path, op_bytes, jumped, halted, rebased, REXA_TASK}, code, \
                    REXA_STACKS);                                                                              \
  pc = next

#define REXA_RETIRE(op_name, path, op_bytes, next, jumped)            \
  REXA_SHOW(op_name, path, op_bytes, next, jumped, false, false);     \
  REXA_NEXT(jumped)

#define REXA_RETIRE_HALT(op_name, path, op_bytes, next, jumped)       \
  REXA_SHOW(op_name, path, op_bytes, next, jumped, true, false);      \
  goto halted

// It wrote registers of the machine, or something else than the next instruction is due. `rebased`: it has set other
// depths, perhaps of other stacks; their tops are in place.
#define REXA_RETIRE_CHANGED(op_name, path, op_bytes, next, jumped, rebased) \
  REXA_SHOW(op_name, path, op_bytes, next, jumped, false, rebased);         \
  goto pause
