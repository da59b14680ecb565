// STM32F100: RM0041.
#include "firmware/common/board.hpp"

#include "firmware/common/registers.hpp"
#include "target.hpp"

namespace rexa::firmware::board {
namespace {

constexpr uint32_t kRcc = 0x40021000, kGpioA = 0x40010800, kGpioC = 0x40011000, kAdc1 = 0x40012400;
constexpr uint32_t kRccControl = kRcc, kRccConfig = kRcc + 0x04, kRccApb2 = kRcc + 0x18;
constexpr uint32_t kWakeUpHz = 8'000'000;
constexpr uint32_t kTries = 20'000;  // some milliseconds
bool clock_up = false;

void bits(uint32_t address, uint32_t clear, uint32_t set) { reg(address) = (reg(address) & ~clear) | set; }

}  // namespace

// HSE 8 MHz * 3 = 24 MHz on all buses; no wait states. ADC at half of it.
bool start_clock() {
  bits(kRccApb2, 0, 1u << 2 | 1u << 4 | 1u << 9 | 1u << 14);  // GPIO A, C, ADC1, USART1
  bits(kRccControl, 0, 1u << 16);
  if (!wait_for(kRccControl, 1u << 17, kTries)) return false;
  bits(kRccConfig, 0x003fc000, 1u << 16 | 1u << 18);
  bits(kRccControl, 0, 1u << 24);
  if (!wait_for(kRccControl, 1u << 25, kTries)) return false;
  bits(kRccConfig, 3u, 2u);
  clock_up = wait_for(kRccConfig, 2u << 2, kTries);
  return clock_up;
}

uint32_t usart1_clock_hz() { return clock_up ? target::kClockHz : kWakeUpHz; }

void start_pins() {
  bits(kGpioA + 0x04, 0x00000ff0, 0x000004b0);  // PA9: alternate push-pull, 50 MHz; PA10: floating input
  bits(kGpioC + 0x04, 0x000000f0, 0x00000020);  // PC9: output, 2 MHz
}

void lamp(bool on) { reg(kGpioC + 0x10) = on ? 1u << 9 : 1u << 25; }

void start_converter() {
  bits(kGpioA, 0xfu, 0);        // PA0: analog
  reg(kAdc1 + 0x34) = 0;        // first channel of the sequence: 0
  reg(kAdc1 + 0x08) = 1u | 2u;  // on, continuous
  reg(kAdc1 + 0x08) = 1u | 2u;  // the second write starts it
}

uint16_t converted() { return static_cast<uint16_t>(reg(kAdc1 + 0x4c) & 0xfff); }

}  // namespace rexa::firmware::board
