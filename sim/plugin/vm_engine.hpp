// An engine (sim/engine_abi.h) around a generated core: owns one machine's memories and copies programs in.
// VmMachine is shared by the software VM and the SystemC model; vm_engine_api is the former's interface.
#pragma once

#include <algorithm>
#include <cstring>
#include <new>

#include "sim/engine_abi.h"
#include "sim/plugin/observers.hpp"
#include "vm/machine.hpp"

namespace rexa::plugin {

template <class Core>
class VmMachine {
 public:
  typename Core::Memories memories;
  typename Core::Context context;

  VmMachine() : memories(), context() {
    Core::attach(context, memories);
    context.status = vm::RunStatus::kHalted;  // until something is loaded
  }
  VmMachine(const VmMachine&) = delete;
  VmMachine& operator=(const VmMachine&) = delete;

  void load(const RexaImage& image) {
    std::memset(&memories, 0, sizeof memories);
    if (image.code_bytes > 0) std::memcpy(memories.code, image.code, std::min(image.code_bytes, Core::kCodeBytes));
    if (image.data_bytes > 0) std::memcpy(memories.data, image.data, std::min(image.data_bytes, Core::kAllDataBytes));
    if constexpr (Core::kHasTasks) {
      for (uint32_t i = 0; i < std::min(image.system_cells, Core::kSystemCells); ++i)
        memories.system[i] = static_cast<typename Core::Cell>(image.system[i]);
      for (uint32_t i = 0; i < Core::kRegisterCount; ++i)
        context.registers[i] =
            i < image.register_count ? vm::low_bits<Core::kCellBits>(image.registers[i]) : 0;
    }
    vm::reset(context, image.entry);
  }

  void inspect(RexaState& state) const {
    state.status = static_cast<RexaStatus>(context.status);
    state.trap = context.trap;
    state.pc = context.pc;
    state.retired = context.retired;
    state.cycle = 0;
    for (int s = 0; s < 3; ++s) {
      const uint32_t depth = state.depth[s] = context.depth[s];
      for (uint32_t i = 0; i < depth; ++i) state.stack[s][i] = vm::item(context, s, depth - 1 - i, Core::partition(context, s));
    }
    state.data = memories.data;
    state.data_bytes = Core::kAllDataBytes;
    state.system = nullptr;
    state.system_cells = 0;
    for (uint32_t& value : state.registers) value = 0;
    if constexpr (Core::kHasTasks) {
      std::copy(memories.system, memories.system + Core::kSystemCells, system_copy_);
      state.system = system_copy_;
      state.system_cells = Core::kSystemCells;
      std::copy(context.registers, context.registers + Core::kRegisterCount, state.registers);
    }
  }

 private:
  mutable uint32_t system_copy_[Core::kSystemCells + 1];  // for whom inspects: wide cells
};

// Core::run counts its steps in 32 bits.
template <class Core, class Observer>
uint64_t run_steps(typename Core::Context& context, uint64_t max_steps, Observer& observer) {
  constexpr uint64_t kSlice = uint64_t{1} << 30;
  uint64_t done = 0;
  while (done < max_steps) {
    const auto slice = static_cast<uint32_t>(std::min(max_steps - done, kSlice));
    const uint32_t steps = Core::run(context, slice, observer);
    done += steps;
    if (steps < slice || context.status != vm::RunStatus::kRunning) break;
  }
  return done;
}

template <class Core>
const RexaEngineApi* vm_engine_api() {
  using Machine = VmMachine<Core>;
  static constexpr RexaEngineApi kApi = {
      REXA_ABI_VERSION,
      Core::kConfigHash,
      []() -> void* { return new (std::nothrow) Machine; },
      [](void* engine) { delete static_cast<Machine*>(engine); },
      [](void* engine, const RexaImage* image, const RexaIo* io) {
        auto& machine = *static_cast<Machine*>(engine);
        machine.load(*image);
        machine.context.io = {io->self, io->out, io->inp};
      },
      [](void* engine, uint64_t max_steps, RexaRecord* records) -> uint64_t {
        auto& context = static_cast<Machine*>(engine)->context;
        if (records == nullptr) {
          vm::NoObserver nobody;
          return run_steps<Core>(context, max_steps, nobody);
        }
        Recorder<Core> recorder(records);
        return run_steps<Core>(context, max_steps, recorder);
      },
      [](void* engine, RexaState* state) { static_cast<Machine*>(engine)->inspect(*state); },
      nullptr,
  };
  return &kApi;
}

}  // namespace rexa::plugin
