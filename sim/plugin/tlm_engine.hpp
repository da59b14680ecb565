// The SystemC model as an engine (sim/engine_abi.h): the model, a target for its ports, a simulation of its
// own.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <memory>
#include <vector>

#include "sim/plugin/tlm_core.hpp"

namespace rexa::plugin {

// Gives port transactions to the toolkit's RexaIo.
class IoTarget : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<IoTarget> socket;
  explicit IoTarget(sc_core::sc_module_name name) : sc_core::sc_module(name), socket("socket") {
    socket.register_b_transport(this, &IoTarget::transport);
  }
  void connect(const RexaIo& io) { io_ = io; }

 private:
  void transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    const auto port = static_cast<uint32_t>(payload.get_address() / 4);
    uint8_t* data = payload.get_data_ptr();
    if (payload.is_write())
      io_.out(io_.self, port, vm::load4(data));
    else
      vm::store4(data, io_.inp(io_.self, port));
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  RexaIo io_{};
};

// SystemC elaborates once and has one current simulation. Each engine therefore owns a simulation context and
// makes it the current one while it is at work, so that engines can come and go and be used in turn.
template <class Core, class Cycles>
class TlmEngine {
 public:
  TlmEngine() : simulation_(new sc_core::sc_simcontext) {
    const Current current(simulation_);
    core_ = new TlmCore<Core, Cycles>("core");
    io_ = new IoTarget("io");
    core_->socket.bind(io_->socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }

  void load(const RexaImage& image, const RexaIo& io) {
    io_->connect(io);
    core_->load(image);
  }
  uint64_t run(uint64_t steps, RexaRecord* records) {
    const Current current(simulation_);
    core_->start(steps, records);
    sc_core::sc_start();  // returns when nothing is left to happen: the core waits to be started again
    return core_->steps_done();
  }
  void inspect(RexaState& state) const {
    core_->machine().inspect(state);
    state.cycle = core_->cycle();
  }

 private:
  struct Current {
    sc_core::sc_simcontext* before = sc_core::sc_curr_simcontext;
    explicit Current(sc_core::sc_simcontext* simulation) { sc_core::sc_curr_simcontext = simulation; }
    ~Current() { sc_core::sc_curr_simcontext = before; }
    Current(const Current&) = delete;
    Current& operator=(const Current&) = delete;
  };

  // Never deleted: SystemC does not support taking a simulation apart while others live.
  sc_core::sc_simcontext* simulation_;
  TlmCore<Core, Cycles>* core_;
  IoTarget* io_;
};

// Engines that are given back are used again, for the same reason.
template <class Core, class Cycles>
std::vector<TlmEngine<Core, Cycles>*>& idle_engines() {
  static std::vector<TlmEngine<Core, Cycles>*> engines;
  return engines;
}

template <class Core, class Cycles>
const RexaEngineApi* tlm_engine_api() {
  using Engine = TlmEngine<Core, Cycles>;
  static constexpr RexaEngineApi kApi = {
      REXA_ABI_VERSION,
      Core::kConfigHash,
      []() -> void* {
        auto& idle = idle_engines<Core, Cycles>();
        if (idle.empty()) return new Engine;
        Engine* engine = idle.back();
        idle.pop_back();
        return engine;
      },
      [](void* engine) { idle_engines<Core, Cycles>().push_back(static_cast<Engine*>(engine)); },
      [](void* engine, const RexaImage* image, const RexaIo* io) {
        static_cast<Engine*>(engine)->load(*image, *io);
      },
      [](void* engine, uint64_t max_steps, RexaRecord* records) -> uint64_t {
        return static_cast<Engine*>(engine)->run(max_steps, records);
      },
      [](void* engine, RexaState* state) { static_cast<Engine*>(engine)->inspect(*state); },
      nullptr,
  };
  return &kApi;
}

}  // namespace rexa::plugin
