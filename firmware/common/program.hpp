// The program text that lies in flash, and the last line of an image for QEMU, which tells how it ended.
//
// From target::kProgram on: | "RXP1" | length, 4 bytes | a number for the image, 8 bytes | text |
#pragma once

#include <stdint.h>

#include "firmware/common/usart.hpp"
#include "target.hpp"

namespace rexa::firmware {

struct Program {
  const char* text = nullptr;  // null: there is none
  uint32_t length = 0;
  uint32_t number = 0;  // its low half
};

inline Program flash_program() {
  constexpr uint32_t kMagic = 0x31505852, kHeader = 16;
  const auto* const header = reinterpret_cast<const volatile uint32_t*>(target::kProgram);
  if (header[0] != kMagic || header[1] > target::kProgramBytes - kHeader) return {};
  return {reinterpret_cast<const char*>(target::kProgram + kHeader), header[1], header[2]};
}

// "REXA status=halted name=1 ..." after a record separator; sent when it goes.
class ReportLine {
 public:
  explicit ReportLine(const char* status) {
    Usart1::put(0x1e);
    print("REXA status=");
    print(status);
  }
  ReportLine(const ReportLine&) = delete;
  ReportLine& operator=(const ReportLine&) = delete;
  ~ReportLine() {
    Usart1::put('\n');
    Usart1::flush();
  }
  void field(const char* name, uint32_t value) {
    Usart1::put(' ');
    print(name);
    Usart1::put('=');
    number(value);
  }

 private:
  static void print(const char* text) {
    while (*text != 0) Usart1::put(*text++);
  }
  static void number(uint32_t value) {
    if (value > 9) number(value / 10);
    Usart1::put(static_cast<char>('0' + value % 10));
  }
};

}  // namespace rexa::firmware
