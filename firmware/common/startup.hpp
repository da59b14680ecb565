// Start-up: what the linker script (made by firmware/host/linker_script.cpp) and startup.cpp offer to images.
#pragma once

#include <stdint.h>

extern "C" {

int main();  // where reset ends; never left
// From the linker script.
extern uint8_t rexa_stack_bottom[], rexa_stack_top[];
}

namespace rexa::firmware {

// Most bytes of the stack that were ever in use, since reset fills it with a pattern.
uint32_t stack_used();
// Ends the run: under QEMU (REXA_QEMU) the emulator with it, else the core sleeps for ever.
[[noreturn]] void stop();

}  // namespace rexa::firmware
