// A sample source as an ADC driver is: called from a timer interrupt, it puts one measurement into an array
// that programs read by name, with no copy. The array is host data inside the machine's data memory (8-byte
// aligned). In images for QEMU, which has no signal at its pins, a triangle with a period of 32 samples takes
// the place of the converter.
#pragma once

#include <stdint.h>

#include "firmware/common/board.hpp"

namespace rexa::firmware {

class Sampler {
 public:
  // `samples`: 16-bit elements, little-endian.
  void start(uint8_t* samples, uint32_t length) {
    at_ = samples;
    length_ = length;
    board::start_converter();
  }
  // One measurement; the oldest goes.
  void tick() {
    if (length_ == 0) return;
    const uint16_t value = measure();
    at_[2 * next_] = static_cast<uint8_t>(value);
    at_[2 * next_ + 1] = static_cast<uint8_t>(value >> 8);
    next_ = next_ + 1 == length_ ? 0 : next_ + 1;
  }

 private:
#if defined(REXA_QEMU)
  uint16_t measure() {
    phase_ = (phase_ + 1) % 32;
    return static_cast<uint16_t>(phase_ < 16 ? 256 * phase_ : 256 * (32 - phase_) - 1);
  }
  uint32_t phase_ = 0;
#else
  uint16_t measure() { return board::converted(); }
#endif
  uint8_t* at_ = nullptr;
  uint32_t length_ = 0, next_ = 0;
};

}  // namespace rexa::firmware
