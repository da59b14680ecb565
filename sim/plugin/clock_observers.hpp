// Observers that count clocks as the schedule says: the timing of the SystemC model.
// Cycles is the generated table (rexa_cycles.hpp): clocks per path, per trap, and fetch stalls.
#pragma once

#include "sim/plugin/observers.hpp"

namespace rexa::plugin {

template <class Core, class Cycles>
class ClockCounter {
 public:
  static constexpr bool kWatches = true;
  using Stacks = vm::Stacks<typename Core::Cell>;

  // `now`: told the clock count before every port access, for whoever stands behind the port.
  explicit ClockCounter(uint64_t* now) : now_(now) {}

  REXA_ALWAYS_INLINE void retire(const vm::Retired& retired, const uint8_t*, const Stacks&) {
    cycle_ +=
        Cycles::kPathClocks[Cycles::kFirstPath[retired.op] + retired.path] + wait(retired.bytes, retired.pc);
    // Whatever comes after an operation without bytes has to be fetched.
    jumped_ = retired.jumped || retired.bytes == 0;
    rebased_ = retired.rebased;
  }
  REXA_ALWAYS_INLINE void trap(const vm::Trapped& trapped, const uint8_t*, const Stacks&) {
    cycle_ += trap_clocks(trapped) + wait(trapped.bytes, trapped.pc);
    rebased_ = false;
  }
  REXA_ALWAYS_INLINE void store(uint32_t, uint32_t, int) {}
  REXA_ALWAYS_INLINE void port_write(const vm::Io& io, uint32_t port, uint32_t value) {
    *now_ = cycle_;
    io.out(io.self, port, value);
  }
  REXA_ALWAYS_INLINE uint32_t port_read(const vm::Io& io, uint32_t port) {
    *now_ = cycle_;
    return io.inp(io.self, port);
  }

  void reset() {
    cycle_ = 0;
    jumped_ = true;
    rebased_ = false;
  }
  uint64_t cycle() const { return cycle_; }

 private:
  // Clocks before an operation begins: for its bytes, or for the tops of stacks that were picked just now.
  uint32_t wait(int bytes, uint32_t pc) const {
    if constexpr (Core::kHasTasks) {
      if (rebased_) return Cycles::kRefillClocks;
    }
    return Cycles::kFetchStalls[bytes][pc & 1][jumped_ ? 1 : 0];
  }
  static uint32_t trap_clocks(const vm::Trapped& trapped) {
    if (trapped.op == vm::kNoOp) return trapped.bytes == 0 ? Cycles::kBadPcClocks : Cycles::kIllegalClocks;
    if (trapped.index < 0) return Cycles::kStackTrapClocks;
    return Cycles::kTrapClocks[Cycles::kFirstTrap[trapped.op] + trapped.index];
  }

  uint64_t* now_;
  uint64_t cycle_ = 0;
  bool jumped_ = true;
  bool rebased_ = false;
};

// Records with their clock counts.
template <class Core, class Cycles>
class ClockRecorder {
 public:
  static constexpr bool kWatches = true;
  using Stacks = vm::Stacks<typename Core::Cell>;

  ClockRecorder(const ClockCounter<Core, Cycles>& clock, RexaRecord* records)
      : clock_(clock), recorder_(records) {}

  void retire(const vm::Retired& retired, const uint8_t* code, const Stacks& stacks) {
    clock_.retire(retired, code, stacks);
    recorder_.retire(retired, code, stacks);
    recorder_.set_cycle(clock_.cycle());
  }
  void trap(const vm::Trapped& trapped, const uint8_t* code, const Stacks& stacks) {
    clock_.trap(trapped, code, stacks);
    recorder_.trap(trapped, code, stacks);
    recorder_.set_cycle(clock_.cycle());
  }
  void store(uint32_t address, uint32_t value, int bytes) { recorder_.store(address, value, bytes); }
  void port_write(const vm::Io& io, uint32_t port, uint32_t value) {
    clock_.port_write(io, port, value);
    recorder_.saw_port_write(port, value);
  }
  uint32_t port_read(const vm::Io& io, uint32_t port) {
    const uint32_t value = vm::low_bits<Core::kCellBits>(clock_.port_read(io, port));
    recorder_.saw_port_read(port, value);
    return value;
  }
  const ClockCounter<Core, Cycles>& clock() const { return clock_; }

 private:
  ClockCounter<Core, Cycles> clock_;
  Recorder<Core> recorder_;
};

}  // namespace rexa::plugin
