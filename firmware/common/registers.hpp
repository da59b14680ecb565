// Memory-mapped registers.
#pragma once

#include <stdint.h>

namespace rexa::firmware {

inline volatile uint32_t& reg(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

// Waits until `bits` of a register are all set; false when they are not after `tries` looks.
inline bool wait_for(uint32_t address, uint32_t bits, uint32_t tries) {
  while ((reg(address) & bits) != bits) {
    if (tries-- == 0) return false;
  }
  return true;
}

}  // namespace rexa::firmware
