// The software VM as an engine in its direct form (vm/direct.hpp): runs without records go through its handlers, runs
// with records through the plain loop, on the same machine.
#pragma once

#include "sim/plugin/vm_engine.hpp"

namespace rexa::plugin {

template <class Direct>
const RexaEngineApi* direct_engine_api() {
  using Core = typename Direct::Core;
  using Machine = VmMachine<Core>;
  static RexaEngineApi api = *vm_engine_api<Core>();
  api.run = [](void* engine, uint64_t max_steps, RexaRecord* records) -> uint64_t {
    auto& context = static_cast<Machine*>(engine)->context;
    if (records != nullptr) {
      Recorder<Core> recorder(records);
      return run_steps<Core>(context, max_steps, recorder);
    }
    constexpr uint64_t kSlice = uint64_t{1} << 30;
    uint64_t done = 0;
    while (done < max_steps && context.status == vm::RunStatus::kRunning)
      done += Direct::run(context, static_cast<uint32_t>(std::min(max_steps - done, kSlice)));
    return done;
  };
  return &api;
}

}  // namespace rexa::plugin
