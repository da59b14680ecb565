// The software VM as an engine in its translated form (vm/translated.hpp): runs without records go through the
// translation, runs with records through the plain loop, on the same machine.
#pragma once

#include "sim/plugin/vm_engine.hpp"

namespace rexa::plugin {

template <class Translated>
struct TranslatedMachine : VmMachine<typename Translated::Core> {
  typename Translated::Slot slots[Translated::kSlots];

  void load(const RexaImage& image) {
    VmMachine<typename Translated::Core>::load(image);
    Translated::clear(slots);
  }

  uint64_t run(uint64_t max_steps) {
    constexpr uint64_t kSlice = uint64_t{1} << 30;
    uint64_t done = 0;
    while (done < max_steps && this->context.status == vm::RunStatus::kRunning)
      done += Translated::run(this->context, slots, static_cast<uint32_t>(std::min(max_steps - done, kSlice)));
    return done;
  }
};

template <class Translated>
const RexaEngineApi* translated_engine_api() {
  using Core = typename Translated::Core;
  using Machine = TranslatedMachine<Translated>;
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
        auto& machine = *static_cast<Machine*>(engine);
        if (records == nullptr) return machine.run(max_steps);
        Recorder<Core> recorder(records);
        return run_steps<Core>(machine.context, max_steps, recorder);
      },
      [](void* engine, RexaState* state) { static_cast<Machine*>(engine)->inspect(*state); },
      nullptr,
  };
  return &kApi;
}

}  // namespace rexa::plugin
