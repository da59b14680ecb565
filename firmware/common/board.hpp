// What a target's folder provides besides its constants (target.hpp, made from target.json): clock tree and
// pins.
#pragma once

#include <stdint.h>

namespace rexa::firmware::board {

// Sets up flash wait states, the oscillator and the PLL for target::kClockHz, and the clocks of GPIO and
// USART1. False when the oscillator or the PLL does not come up; the core then goes on with what it woke up
// with.
bool start_clock();
// Clock of USART1, after start_clock().
uint32_t usart1_clock_hz();
// Gives the pins of USART1 to it, and makes the lamp's pin an output.
void start_pins();
void lamp(bool on);
// The converter, for sampler.hpp: starts it on its first channel, and its last result, 12 bits.
void start_converter();
uint16_t converted();

}  // namespace rexa::firmware::board
