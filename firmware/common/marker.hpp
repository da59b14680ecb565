// Marks in the instruction stream for the plug-in that counts (firmware/qemu): `dbg #n`, which does nothing on
// a Cortex-M. An odd number begins a region, the next even one ends it. Memory accesses do not move across.
//
//   1, 2  compiling a program      5, 6  putting out one character (inside 3, 4)
//   3, 4  running it               7, 8  making the machine, compiling its library
#pragma once

namespace rexa::firmware {

enum class Region { kCompile = 1, kRun = 3, kOutput = 5, kBoot = 7 };

template <Region kRegion>
inline __attribute__((always_inline)) void begin_region() {
  asm volatile("dbg %0" ::"i"(static_cast<int>(kRegion)) : "memory");
}
template <Region kRegion>
inline __attribute__((always_inline)) void end_region() {
  asm volatile("dbg %0" ::"i"(static_cast<int>(kRegion) + 1) : "memory");
}

}  // namespace rexa::firmware
