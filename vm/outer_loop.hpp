// What the forms of the run loop beside Core::run share: the machine's registers as they work with them, and how many
// instructions may follow each other before Core::run must see to a task switch.
#pragma once

#include <stdint.h>

#include "vm/machine.hpp"

namespace rexa::vm {

template <class Core>
struct OuterLoop {
  using Cell = typename Core::Cell;

  // `state` has registers[12], the spans cut to the memories, and bottom[3], of the running task's stacks.
  template <class State>
  static void take_registers(const Context<Cell>& context, State& state) {
    for (int s = 0; s < 3; ++s) state.bottom[s] = context.stack[s] + Core::partition(context, s);
    if constexpr (Core::kHasTasks) {
      using Register = typename Core::Register;
      uint32_t* const registers = state.registers;
      for (uint32_t i = 0; i < Core::kRegisterCount; ++i) registers[i] = context.registers[i];
      registers[Register::kCodeSpan] = within(registers[Register::kCodeSpan], registers[Register::kCodeLo], Core::kPlaces);
      registers[Register::kDataSize] = within(registers[Register::kDataSize], registers[Register::kDataLo], Core::kDataBytes);
      registers[Register::kSharedSpan] = within(registers[Register::kSharedSpan], 0, Core::kPlaces);
    }
  }
  static uint32_t within(uint32_t span, uint32_t lo, uint32_t size) {
    return lo >= size ? 0 : span < size - lo ? span : size - lo;
  }

  static bool is_alone(const Context<Cell>& context) {
    if constexpr (Core::kHasTasks) return context.registers[Core::Register::kAlive] <= 1;
    return true;
  }

  // Of `left` steps, how many may be instructions one after the other: the last one before a task switch, and the
  // switch, are left to Core::run.
  static uint32_t allowed(const Context<Cell>& context, uint32_t left) {
    if constexpr (Core::kHasTasks) {
      if (context.pending != 0) return 0;
      if (is_alone(context)) return left;
      const uint32_t in_slice = Core::kSliceInstructions - 1 - context.slice;
      if (left > in_slice) left = in_slice;
    }
    return left;
  }

  // `done` instructions have been carried out that neither changed registers nor stopped the machine.
  static void count(Context<Cell>& context, uint32_t done) {
    context.retired += done;
    if constexpr (Core::kHasTasks) {
      if (done > 0) context.slice = is_alone(context) ? 0 : context.slice + done;
    }
  }
};

}  // namespace rexa::vm
