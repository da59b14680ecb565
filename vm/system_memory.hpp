// A running machine with tasks, seen from its host: system memory, machine registers, and what its context
// holds of the task that runs. Freestanding; the memories are the caller's.
#pragma once

#include <stdint.h>

#include "vm/fixed_tables.hpp"
#include "vm/machine.hpp"

namespace rexa::vm {

// What a task is doing: the low three bits of its status; the priority stands above.
enum class TaskState : uint8_t { kFree, kReady, kSleeping, kAwaiting, kReceiving };

// Pointers into a Context, whatever its cell.
struct MachineView {
  void* system;  // cells of the build's width
  uint32_t* registers;
  RunStatus* status;
  uint8_t* trap;
  uint32_t* pc;
  uint32_t* depth;  // of each stack
  uint32_t* slice;
  uint8_t* pending;
};

template <class Cell>
constexpr MachineView view(Context<Cell>& context) {
  return {context.system, context.registers, &context.status, &context.trap,
          &context.pc,    context.depth,     &context.slice,  &context.pending};
}

class SystemMemory : UsesTables {
 public:
  SystemMemory(const Tables& tables, const MachineView& machine)
      : UsesTables(tables), cells_(machine.system), registers_(machine.registers) {}

  uint32_t get(Table table, uint32_t index, Field field) const {
    const uint32_t at = place(table, index, field);
    return is_wide() ? static_cast<const uint32_t*>(cells_)[at] : static_cast<const uint16_t*>(cells_)[at];
  }
  void set(Table table, uint32_t index, Field field, uint32_t value) { put(place(table, index, field), value); }
  void clear(Table table, uint32_t index) {
    const uint32_t stride = layout()->stride[static_cast<int>(table)];
    for (uint32_t i = 0; i < stride; ++i) put(layout()->base[static_cast<int>(table)] + index * stride + i, 0);
  }
  void clear() {
    for (uint32_t i = 0; i < layout()->cells; ++i) put(i, 0);
  }
  uint32_t count(Table table) const { return layout()->count[static_cast<int>(table)]; }

  uint32_t reg(RegisterRole role) const { return registers_[layout()->registers[static_cast<int>(role)]]; }
  void set_reg(RegisterRole role, uint32_t value) {
    registers_[layout()->registers[static_cast<int>(role)]] = is_wide() ? value : value & 0xffff;
  }

  TaskState state(uint32_t task) const {
    return static_cast<TaskState>(get(Table::kTasks, task, Field::kTaskStatus) & 7);
  }

 private:
  uint32_t place(Table table, uint32_t index, Field field) const {
    return layout()->base[static_cast<int>(table)] + index * layout()->stride[static_cast<int>(table)] +
           layout()->field[static_cast<int>(field)];
  }
  void put(uint32_t at, uint32_t value) {
    if (is_wide()) {
      static_cast<uint32_t*>(cells_)[at] = value;
    } else {
      static_cast<uint16_t*>(cells_)[at] = static_cast<uint16_t>(value);
    }
  }

  bool is_wide() const { return cell_bits() == 32; }

  void* cells_;
  uint32_t* registers_;
};

}  // namespace rexa::vm
