// The micro-architecture that an instruction is scheduled onto: which storage and units exist and what they
// cost. Everything the scheduler knows about the core is in this structure, so that another core is data.
//
// Each stack keeps its top cells in registers and the rest in a block RAM with one read and one write port.
// The cell just below the registers is always at the RAM's output when an instruction starts (`top of
// memory`); deeper cells take a read. A read is issued in one clock and its data used in the next.
#pragma once

#include "isa/spec.hpp"

namespace rexa::hls {

struct MicroArchitecture {
  int cell_bits = 16;
  int registers[kStackCount] = {2, 1, 2};  // stack cells in registers, at least 1
  int chain_levels = 12;                   // most ALU levels between two registers
  bool multiplier = true;                  // cell x cell -> double, unsigned, one register stage
  bool divider = true;                     // serial, one quotient bit a clock
  int divider_bits = 32;                   // widest operand
  int read_latency = 1;
  int system_latency = 1;  // system memory has one read and one write port as well
  int port_latency = 1;  // what a port answers is registered
  int multiply_latency = 1;
  int divide_latency(int bits) const { return bits + 1; }  // one clock to load, one for each bit
  // Clocks to load the registers of all stacks from their RAMs, and the tops of memory behind them.
  int refill_clocks() const {
    int most = 0;
    for (int count : registers) most = count > most ? count : most;
    return most + 1;
  }
};

// ALU levels of an operation: a rough count of logic depth, an adder being three.
// `constant_shift`: the second argument of a shift is a constant.
int levels(Op op, bool constant_shift);

inline constexpr int kTopOfMemoryLevel = 1;  // bypass multiplexer behind the RAM's output
inline constexpr int kReadLevel = 2;         // RAM output
inline constexpr int kPortLevel = 0;         // registered
inline constexpr int kMultiplyLevel = 1;
inline constexpr int kDivideLevel = 3;  // sign correction

MicroArchitecture micro_architecture(const Machine& machine);

}  // namespace rexa::hls
