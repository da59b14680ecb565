// STM32F405: RM0090.
#include "firmware/common/board.hpp"

#include "firmware/common/registers.hpp"
#include "target.hpp"

namespace rexa::firmware::board {
namespace {

constexpr uint32_t kRcc = 0x40023800, kFlashControl = 0x40023c00, kGpioA = 0x40020000, kGpioD = 0x40020c00,
                   kAdc1 = 0x40012000;
constexpr uint32_t kRccControl = kRcc, kRccPll = kRcc + 0x04, kRccConfig = kRcc + 0x08, kRccAhb1 = kRcc + 0x30,
                   kRccApb2 = kRcc + 0x44;
constexpr uint32_t kWakeUpHz = 16'000'000;
constexpr uint32_t kTries = 100'000;  // some milliseconds
bool clock_up = false;

void bits(uint32_t address, uint32_t clear, uint32_t set) { reg(address) = (reg(address) & ~clear) | set; }

}  // namespace

// HSE 8 MHz / 8 * 336 / 2 = 168 MHz; APB1 a quarter, APB2 half of it; five wait states, caches and prefetch on.
bool start_clock() {
  bits(kRccAhb1, 0, 1u << 0 | 1u << 3);  // GPIO A, D
  bits(kRccApb2, 0, 1u << 4 | 1u << 8);  // USART1, ADC1
  bits(kRccControl, 0, 1u << 16);
  if (!wait_for(kRccControl, 1u << 17, kTries)) return false;
  reg(kRccPll) = 8u | 336u << 6 | 0u << 16 | 1u << 22 | 7u << 24;
  bits(kRccControl, 0, 1u << 24);
  if (!wait_for(kRccControl, 1u << 25, kTries)) return false;
  reg(kFlashControl) = 5u | 1u << 8 | 1u << 9 | 1u << 10;
  bits(kRccConfig, 0x0000fcf3, 5u << 10 | 4u << 13 | 2u);
  clock_up = wait_for(kRccConfig, 2u << 2, kTries);
  return clock_up;
}

uint32_t usart1_clock_hz() { return clock_up ? target::kClockHz / 2 : kWakeUpHz; }

void start_pins() {
  bits(kGpioA, 0x003c0000, 0x00280000);         // PA9, PA10: alternate function
  bits(kGpioA + 0x24, 0x00000ff0, 0x00000770);  // number 7
  bits(kGpioD, 3u << 24, 1u << 24);             // PD12: output
}

void lamp(bool on) { reg(kGpioD + 0x18) = on ? 1u << 12 : 1u << 28; }

void start_converter() {
  bits(kGpioA, 0, 3u);                    // PA0: analog
  reg(kAdc1 + 0x34) = 0;                  // first channel of the sequence: 0
  reg(kAdc1 + 0x08) = 1u << 0 | 1u << 1;  // on, continuous
  reg(kAdc1 + 0x08) = 1u << 0 | 1u << 1 | 1u << 30;
}

uint16_t converted() { return static_cast<uint16_t>(reg(kAdc1 + 0x4c) & 0xfff); }

}  // namespace rexa::firmware::board
