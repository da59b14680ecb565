// The SystemC transaction-level model of a machine: the software VM's generated core under a thread that counts
// the clocks of the cycle table. Pure and deterministic but for reading the toolkit's own sources.
#pragma once

#include "base/files.hpp"
#include "hls/cycle_table.hpp"
#include "isa/spec.hpp"

namespace rexa {

// rexa_tlm.hpp, which defines the module rexa::RexaCore, and all that it includes.
// Errors: those of emit_vm, and "cycle-table-mismatch" when the table is not this machine's.
Result<FileSet> emit_systemc(const Machine& machine, const CycleTable& cycles);

// The same with tlm_engine.cpp: the sources of a plug-in (sim/engine_abi.h).
Result<FileSet> emit_systemc_engine(const Machine& machine, const CycleTable& cycles);

}  // namespace rexa
