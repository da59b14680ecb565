// The SystemC model of the machine 'small'. Generated; do not edit.
#pragma once

#include "rexa_cycles.hpp"
#include "rexa_vm_core.hpp"
#include "sim/plugin/tlm_core.hpp"

namespace rexa {
using RexaCore = plugin::TlmCore<vm::Core, vm::Cycles>;
}  // namespace rexa
