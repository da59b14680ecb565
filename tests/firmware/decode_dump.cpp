// What the model of clocks sees in instructions: reads lines "FIRST SECOND" (halfwords, hexadecimal) and prints
// length, access, whether it may jump, the registers written, and whether it is known.
#include <cstdio>
#include <cstring>

#include "firmware/qemu/cycle_model.hpp"

int main(int argc, char** argv) {
  using namespace rexa::cycles;
  const Core core = argc > 1 && std::strcmp(argv[1], "cortex-m3") == 0 ? Core::kCortexM3 : Core::kCortexM4;
  unsigned first = 0, second = 0;
  while (std::scanf("%x %x", &first, &second) == 2) {
    const Instruction made =
        decode(core, static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(second));
    std::printf("%d %s %d %04x %d\n", made.bytes,
                made.access == Access::kLoad    ? "load"
                : made.access == Access::kStore ? "store"
                                                : "none",
                made.may_jump ? 1 : 0, made.writes, made.known ? 1 : 0);
  }
  return 0;
}
