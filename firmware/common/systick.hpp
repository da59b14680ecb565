// SysTick: a millisecond clock.
#pragma once

#include <stdint.h>

#include "firmware/common/registers.hpp"
#include "target.hpp"

namespace rexa::firmware {

class SysTick {
 public:
  // systick_interrupt() is called every millisecond from now on.
  static void start(uint32_t clock_hz = target::kClockHz) {
    reg(0xe000e014) = clock_hz / 1000 - 1;
    reg(0xe000e018) = 0;
    reg(0xe000e010) = 7;  // the core's clock, interrupt, on
  }
  // The next interrupt comes after so many clocks from now, and so on.
  static void again(uint32_t clocks) {
    reg(0xe000e014) = clocks - 1;
    reg(0xe000e018) = 0;
  }
  static void stop() { reg(0xe000e010) = 0; }
  // Clocks since the last millisecond: the counter runs down.
  static uint32_t clocks() { return reg(0xe000e014) - reg(0xe000e018); }
};

}  // namespace rexa::firmware

// An image that calls SysTick::start() defines it.
extern "C" void systick_interrupt();
