// Observers of the generated core for the toolkit's engines: capture of retirement records.
// Compiled into plug-ins only. See vm/machine.hpp for what an observer is told.
#pragma once

#include "sim/engine_abi.h"
#include "vm/dispatch.hpp"
#include "vm/machine.hpp"

namespace rexa::plugin {

// Writes one record per step into the caller's array.
template <class Core>
class Recorder {
 public:
  static constexpr bool kWatches = true;
  using Stacks = vm::Stacks<typename Core::Cell>;

  explicit Recorder(RexaRecord* records) : next_(records) {}

  REXA_ALWAYS_INLINE void retire(const vm::Retired& retired, const uint8_t* code, const Stacks& stacks) {
    fill(retired, retired.next_pc, code, stacks);
    if (!retired.rebased) fill_tops(stacks);
    current_.halted = retired.halted;
    finish();
  }
  REXA_ALWAYS_INLINE void trap(const vm::Trapped& trapped, const uint8_t* code, const Stacks& stacks) {
    fill(trapped, trapped.pc, code, stacks);
    fill_tops(stacks);
    current_.trap = trapped.code;
    finish();
  }
  REXA_ALWAYS_INLINE void store(uint32_t address, uint32_t value, int bytes) {
    if (current_.mem_bytes == 0) current_.mem_addr = address;
    const uint64_t mask = (uint64_t{1} << (8 * bytes)) - 1;
    current_.mem_data |= (value & mask) << (8 * current_.mem_bytes);
    current_.mem_bytes = uint8_t(current_.mem_bytes + bytes);
  }
  REXA_ALWAYS_INLINE void port_write(const vm::Io& io, uint32_t port, uint32_t value) {
    io.out(io.self, port, value);
    saw_port_write(port, value);
  }
  REXA_ALWAYS_INLINE uint32_t port_read(const vm::Io& io, uint32_t port) {
    const uint32_t value = vm::low_bits<Core::kCellBits>(io.inp(io.self, port));
    saw_port_read(port, value);
    return value;
  }

  void saw_port_write(uint32_t port, uint32_t value) { saw_port(1, port, value); }
  void saw_port_read(uint32_t port, uint32_t value) { saw_port(2, port, value); }
  // For observers that count clocks: the cycle of the record that was written last.
  void set_cycle(uint64_t cycle) { next_[-1].cycle = cycle; }

 private:
  void saw_port(uint8_t kind, uint32_t port, uint32_t value) {
    current_.port_kind = kind;
    current_.port = port;
    current_.port_data = value;
  }

  template <class Event>
  void fill(const Event& event, uint32_t next_pc, const uint8_t* code, const Stacks& stacks) {
    current_.pc = event.pc;
    current_.next_pc = next_pc;
    current_.op = event.op;
    current_.task = uint16_t(event.task);
    for (int i = 0; i < event.bytes; ++i) current_.insn |= uint32_t(code[event.pc + uint32_t(i)]) << (24 - 8 * i);
    for (int s = 0; s < 3; ++s) current_.depth[s] = uint16_t(stacks.depth[s]);
  }
  void fill_tops(const Stacks& stacks) {
    const uint32_t* depth = stacks.depth;
    if (depth[0] > 0) current_.top[0][0] = stacks.top;
    if (depth[0] > 1) current_.top[0][1] = stacks.memory[0][depth[0] - 1];
    if (depth[1] > 0) current_.top[1][0] = stacks.memory[1][depth[1] - 1];
    if (depth[2] > 0) current_.top[2][0] = stacks.memory[2][depth[2] - 1];
    if (depth[2] > 1) current_.top[2][1] = stacks.memory[2][depth[2] - 2];
  }

  void finish() {
    *next_++ = current_;
    current_ = RexaRecord{};
  }

  RexaRecord* next_;
  RexaRecord current_{};
};

}  // namespace rexa::plugin
