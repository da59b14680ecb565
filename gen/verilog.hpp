// Verilog back end: prints the schedules of a machine's instructions as an RTL core.
//
// The core decodes the instruction in the fetch window and does one step of its schedule each clock; registers
// are written in a path's last step alone. rtl/ holds the hand-written modules around it.
#pragma once

#include "base/files.hpp"
#include "hls/schedule.hpp"

namespace rexa {

// rexa_core.v (generated), rexa_machine.v (core with its memories) and the modules of rtl/ that they use.
Result<FileSet> emit_verilog(const Machine& machine, const std::vector<hls::Schedule>& schedules);

// The part of rexa_core.v that carries out one instruction, for people.
std::string verilog_of_instruction(const Machine& machine, const hls::Schedule& schedule);

}  // namespace rexa
