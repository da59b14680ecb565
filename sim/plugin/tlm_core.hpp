// The SystemC model of a machine: a loosely timed TLM-2.0 initiator (IEEE 1666-2011, clause 11) whose thread
// runs the generated core ahead of simulated time, by the clocks of the cycle table, and then catches up. Ports
// are its only traffic: a port access is a transaction of four bytes at address 4 * port.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <systemc>
#include <tlm>

#include "sim/plugin/clock_observers.hpp"
#include "sim/plugin/vm_engine.hpp"

namespace rexa::plugin {

template <class Core, class Cycles>
class TlmCore : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<TlmCore> socket;
  sc_core::sc_event stopped;  // the steps asked for are done, or the machine has halted or trapped

  // quantum_steps: instructions between two synchronisations with simulated time.
  SC_HAS_PROCESS(TlmCore);
  explicit TlmCore(sc_core::sc_module_name name,
                   sc_core::sc_time clock_period = sc_core::sc_time(10, sc_core::SC_NS),
                   uint32_t quantum_steps = 50000)
      : sc_core::sc_module(name), socket("socket"), clock_period_(clock_period), quantum_steps_(quantum_steps) {
    machine_.context.io = {this,
                           [](void* self, uint32_t port, uint32_t value) {
                             static_cast<TlmCore*>(self)->transport(tlm::TLM_WRITE_COMMAND, port, value);
                           },
                           [](void* self, uint32_t port) {
                             return static_cast<TlmCore*>(self)->transport(tlm::TLM_READ_COMMAND, port, 0);
                           }};
    SC_THREAD(work);
  }

  void load(const RexaImage& image) {
    machine_.load(image);
    clock_.reset();
    synchronised_ = 0;
  }

  // Has the thread carry out at most `steps` instructions once simulation goes on. `records` may be null.
  void start(uint64_t steps, RexaRecord* records) {
    steps_left_ = steps;
    steps_done_ = 0;
    records_ = records;
    go_.notify(sc_core::SC_ZERO_TIME);
  }
  uint64_t steps_done() const { return steps_done_; }
  uint64_t cycle() const { return clock_.cycle(); }
  const VmMachine<Core>& machine() const { return machine_; }

 private:
  void work() {
    for (;;) {
      // Asked before simulation began, there is something to do and no event to come.
      while (steps_left_ == 0) wait(go_);
      while (steps_left_ > 0 && machine_.context.status == vm::RunStatus::kRunning) slice();
      steps_left_ = 0;
      stopped.notify(sc_core::SC_ZERO_TIME);
    }
  }

  // Runs ahead, then waits until simulated time has caught up.
  void slice() {
    const uint64_t steps = std::min<uint64_t>(steps_left_, quantum_steps_);
    uint64_t done = 0;
    if (records_ == nullptr) {
      done = run_steps<Core>(machine_.context, steps, clock_);
    } else {
      ClockRecorder<Core, Cycles> recorder(clock_, records_ + steps_done_);
      done = run_steps<Core>(machine_.context, steps, recorder);
      clock_ = recorder.clock();
    }
    steps_done_ += done;
    steps_left_ -= done;
    wait(ahead(clock_.cycle()));
    synchronised_ = clock_.cycle();
  }

  sc_core::sc_time ahead(uint64_t cycle) const {
    return sc_core::sc_time::from_value((cycle - synchronised_) * clock_period_.value());
  }

  uint32_t transport(tlm::tlm_command command, uint32_t port, uint32_t value) {
    tlm::tlm_generic_payload payload;
    uint8_t bytes[4];
    vm::store4(bytes, value);
    payload.set_command(command);
    payload.set_address(uint64_t{4} * port);
    payload.set_data_ptr(bytes);
    payload.set_data_length(sizeof bytes);
    payload.set_streaming_width(sizeof bytes);
    payload.set_byte_enable_ptr(nullptr);
    payload.set_dmi_allowed(false);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    // The target learns how far ahead the core is. What it adds delays no instruction: ports answer at once.
    sc_core::sc_time delay = ahead(now_);
    socket->b_transport(payload, delay);
    return payload.is_response_ok() ? vm::load4(bytes) : 0;
  }

  VmMachine<Core> machine_;
  uint64_t now_ = 0;  // clocks at the port access under way
  ClockCounter<Core, Cycles> clock_{&now_};
  uint64_t synchronised_ = 0;  // clocks that simulated time has seen
  uint64_t steps_left_ = 0;
  uint64_t steps_done_ = 0;
  RexaRecord* records_ = nullptr;
  sc_core::sc_event go_;
  sc_core::sc_time clock_period_;
  uint32_t quantum_steps_;
};

}  // namespace rexa::plugin
