// The block of rexa_core.v that carries out one instruction: a case over its steps.
#pragma once

#include "gen/verilog_expression.hpp"

namespace rexa {

// Lines of Verilog, indented by `indent` spaces.
std::vector<std::string> verilog_instruction(const Machine& machine, int op, const hls::Schedule& schedule,
                                             VerilogPool& pool, int indent);

// Bits that count 0..limit.
int depth_bits(int limit);
// Address bits of a stack's RAM: as many words as the stack has cells, rounded up.
int stack_address_bits(int limit);
inline constexpr const char* kStackNames[kStackCount] = {"data", "return", "loop"};

}  // namespace rexa
