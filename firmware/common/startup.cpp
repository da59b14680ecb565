// Vector table, reset, faults. For any Cortex-M3 or M4; interrupts up to USART1's.
#include "firmware/common/startup.hpp"

#include "firmware/common/registers.hpp"
#include "target.hpp"

extern "C" {
extern uint32_t rexa_data_begin[], rexa_data_end[], rexa_data_load[], rexa_bss_begin[], rexa_bss_end[];

[[noreturn]] void rexa_reset();
void rexa_fault();
void usart1_interrupt() __attribute__((weak, alias("rexa_fault")));
void systick_interrupt() __attribute__((weak, alias("rexa_fault")));
}

namespace {

constexpr uint32_t kPattern = 0xa5a5a5a5;

union Vector {
  void (*handler)();
  void* stack;
};
constexpr uint32_t kSystemVectors = 16;
struct Vectors {
  Vector at[kSystemVectors + rexa::firmware::target::kUsart1Irq + 1];
};
constexpr Vectors vectors() {
  Vectors all{};
  for (Vector& vector : all.at) vector.handler = rexa_fault;
  all.at[0].stack = rexa_stack_top;
  all.at[1].handler = rexa_reset;
  all.at[15].handler = systick_interrupt;
  all.at[kSystemVectors + rexa::firmware::target::kUsart1Irq].handler = usart1_interrupt;
  return all;
}
__attribute__((section(".vectors"), used)) constexpr Vectors kVectors = vectors();

#if defined(REXA_QEMU)
// Semihosting: leave the emulator (Semihosting for AArch32 and AArch64, SYS_EXIT).
[[noreturn]] void leave(bool well) {
  register uint32_t operation asm("r0") = 0x18;
  register uint32_t reason asm("r1") = well ? 0x20026 : 0x20023;
  asm volatile("bkpt 0xab" ::"r"(operation), "r"(reason) : "memory");
  for (;;) {
  }
}
#endif

}  // namespace

namespace rexa::firmware {

uint32_t stack_used() {
  const uint8_t* at = rexa_stack_bottom;
  while (at < rexa_stack_top && *at == (kPattern & 0xff)) ++at;
  return static_cast<uint32_t>(rexa_stack_top - at);
}

void stop() {
#if defined(REXA_QEMU)
  leave(true);
#else
  for (;;) asm volatile("wfi");
#endif
}

}  // namespace rexa::firmware

extern "C" {

// Also where an interrupt goes that nobody asked for.
void rexa_fault() {
#if defined(REXA_QEMU)
  leave(false);
#else
  for (;;) {
  }
#endif
}

// The stack is filled below the frame of this function, which is small.
__attribute__((noinline)) static void prepare_memory() {
  const uint32_t* from = rexa_data_load;
  for (uint32_t* to = rexa_data_begin; to < rexa_data_end; ++to) *to = *from++;
  for (uint32_t* to = rexa_bss_begin; to < rexa_bss_end; ++to) *to = 0;
  auto* end = static_cast<uint32_t*>(__builtin_frame_address(0)) - 16;
  for (auto* to = reinterpret_cast<volatile uint32_t*>(rexa_stack_bottom); to < end; ++to) *to = kPattern;
}

void rexa_reset() {
  prepare_memory();
  main();
  rexa::firmware::stop();
}
}
