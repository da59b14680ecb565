// The block of rexa_core.v that carries out one instruction: a case over its steps.
#pragma once

#include "gen/verilog_expression.hpp"
#include "gen/verilog_ports.hpp"

namespace rexa {

// Lines of Verilog, indented by `indent` spaces.
std::vector<std::string> verilog_instruction(const Machine& machine, int op, const hls::Schedule& schedule,
                                             VerilogPool& pool, int indent);

}  // namespace rexa
