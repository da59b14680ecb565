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
#define REXA_NOINLINE __attribute__((noinline))
// From here on the value is not known to follow from others: it is kept, not made again.
#define REXA_KEEP(value) __asm__("" : "+r"(value))
#define REXA_UNUSED_LABEL __attribute__((unused))
#else
#define REXA_NOINLINE
#define REXA_KEEP(value) static_cast<void>(0)
#define REXA_UNLIKELY(condition) (condition)
#define REXA_ALWAYS_INLINE inline
#define REXA_UNUSED_LABEL
#endif

// After the type of what few instructions use: small code leaves it where it is and has the registers for the rest.
#if defined(REXA_VM_SWITCH)
#define REXA_SELDOM &
#else
#define REXA_SELDOM
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
#define REXA_NEXT(jumped) goto step
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

// Stops with a trap: nothing of the instruction has been carried out yet. Small code has one place for each trap.
#if defined(REXA_VM_SWITCH)
#define REXA_TRAP_EXIT(trap_name)    \
  trap_##trap_name : REXA_UNUSED_LABEL; \
  trap = Trap::trap_name;            \
  goto trapped;
#define REXA_TO_TRAP_EXIT(trap_name) \
  if constexpr (!Observer::kWatches) goto trap_##trap_name
#else
#define REXA_TO_TRAP_EXIT(trap_name) static_assert(true)
#endif
#define REXA_TRAP_IF(condition, trap_name, op_name, op_bytes, trap_index) \
  REXA_TRAP_SEEN_IF(condition, trap_name, op_name, op_bytes, op_bytes, trap_index)
// `seen`: bytes that the machine had to see, where these are not those of an instruction.
#define REXA_TRAP_SEEN_IF(condition, trap_name, op_name, op_bytes, seen, trap_index)                           \
  if (REXA_UNLIKELY(condition)) {                                                                              \
    REXA_TO_TRAP_EXIT(trap_name);                                                                              \
    trap = Trap::trap_name;                                                                                    \
    if constexpr (Observer::kWatches)                                                                          \
      observer.trap(Trapped{REXA_OWN_PC(op_bytes), op_name, Trap::trap_name, uint8_t(seen), trap_index, REXA_TASK}, code, REXA_STACKS); \
    goto trapped;                                                                                              \
  }                                                                                                            \
  static_assert(true)
// The checks of the stacks come before all others: small code makes them before the switch, from a table.
#if defined(REXA_VM_SWITCH)
#define REXA_STACK_TRAP_IF(condition, trap_name, op_name, op_bytes) static_assert(true)
#define REXA_STACK_CHECK(condition, trap_name) REXA_TRAP_IF(condition, trap_name, uint16_t(op), uint8_t((need & 3) + 1), -1)
#define REXA_CHECK_STACKS                                                          \
  need = kNeedsTable[op];                                                          \
  pc = REXA_PC_AFTER((need & 3) + 1);                                              \
  REXA_STACK_CHECK(data_depth < (need >> 4 & 7), kDataUnderflow);                  \
  REXA_STACK_CHECK(return_depth < (need >> 8 & 3), kReturnUnderflow);              \
  REXA_STACK_CHECK(loop_depth < (need >> 12 & 3), kLoopUnderflow);                 \
  REXA_STACK_CHECK(data_depth + (need >> 2 & 3) > kStackCells[0], kDataOverflow);  \
  REXA_STACK_CHECK(return_depth + (need >> 10 & 3) > kStackCells[1], kReturnOverflow); \
  REXA_STACK_CHECK(loop_depth + (need >> 14) > kStackCells[2], kLoopOverflow)
#else
#define REXA_STACK_TRAP_IF(condition, trap_name, op_name, op_bytes) \
  REXA_TRAP_IF(condition, trap_name, op_name, op_bytes, -1)
#endif

// Addresses and bytes of an instruction of that length, and cells of the stacks as it found them. In small code the pc
// has moved on before the switch, and the cells below the top are at hand.
#if defined(REXA_VM_SWITCH)
#define REXA_OWN_PC(bytes) REXA_PC_BEFORE(bytes)
#define REXA_NEXT_PC(bytes) uint32_t{pc}
#define REXA_FETCH(bytes) fetch##bytes(place)
#define REXA_DATA(place) data_place[place]
#define REXA_RETURN(place) return_place[place]
#define REXA_LOOP(place) loop_place[place]
#define REXA_BELOW(place) below_##place
#define REXA_LOAD_BELOW                                \
  data_place = data_stack + data_depth;                \
  REXA_KEEP(data_place);                               \
  return_place = return_stack + return_depth;          \
  REXA_KEEP(return_place);                             \
  loop_place = loop_stack + loop_depth;                \
  REXA_KEEP(loop_place);                               \
  below_1 = data_depth > 1 ? data_place[-1] : Cell(0); \
  below_2 = data_depth > 2 ? data_place[-2] : Cell(0); \
  below_3 = data_depth > 3 ? data_place[-3] : Cell(0)
#else
#define REXA_OWN_PC(bytes) pc
#define REXA_NEXT_PC(bytes) REXA_PC_AFTER(bytes)
#define REXA_FETCH(bytes) fetch##bytes(code + pc)
#define REXA_DATA(place) data_stack[data_depth + uint32_t(place)]
#define REXA_RETURN(place) return_stack[return_depth + uint32_t(place)]
#define REXA_LOOP(place) loop_stack[loop_depth + uint32_t(place)]
#define REXA_BELOW(place) REXA_DATA(-place)
#endif

// The instruction is done: its stack effects are in place, `pc` is still its own.
#define REXA_SHOW(op_number, path, op_bytes, next, jumped, halted, rebased)                                      \
  if constexpr (Observer::kWatches)                                                                            \
    observer.retire(Retired{REXA_OWN_PC(op_bytes), next, op_number, path, op_bytes, jumped, halted, rebased, REXA_TASK}, code, \
                    REXA_STACKS);                                                                              \
  pc = next

#define REXA_RETIRE(op_name, path, op_bytes, next, jumped)            \
  REXA_SHOW(Op::op_name, path, op_bytes, next, jumped, false, false);     \
  REXA_NEXT(jumped)

// The same in a body of several instructions.
#define REXA_RETIRE_SHARED(path, op_bytes, next, jumped)                \
  REXA_SHOW(uint16_t(op), path, op_bytes, next, jumped, false, false);  \
  REXA_NEXT(jumped)

#define REXA_RETIRE_HALT(op_name, path, op_bytes, next, jumped)       \
  REXA_SHOW(Op::op_name, path, op_bytes, next, jumped, true, false);      \
  goto halted

// It wrote registers of the machine, or something else than the next instruction is due. `rebased`: it has set other
// depths, perhaps of other stacks; their tops are in place.
#define REXA_RETIRE_CHANGED(op_name, path, op_bytes, next, jumped, rebased) \
  REXA_SHOW(Op::op_name, path, op_bytes, next, jumped, false, rebased);         \
  goto pause
