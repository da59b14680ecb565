// USART1, 8 data bits, no parity: output and input by waiting, or by interrupt through rings.
// A ring has one producer and one consumer, the interrupt and the main loop: no lock is needed.
#pragma once

#include <stdint.h>

#include "firmware/common/registers.hpp"
#include "target.hpp"

namespace rexa::firmware {

class Usart1 {
 public:
  static void start(uint32_t clock_hz, uint32_t baud) {
    reg(kControl1) = 0;
    reg(kBaud) = (clock_hz + baud / 2) / baud;
    reg(kControl1) = kEnable | kTransmit | kReceive;
  }

  static void put(char c) {
    while ((reg(kStatus) & kSendEmpty) == 0) {
    }
    reg(kData) = static_cast<uint8_t>(c);
  }
  // Until the last character has left.
  static void flush() {
    while ((reg(kStatus) & kSent) == 0) {
    }
  }

  // Received bytes go through interrupt() from now on.
  static void start_receiving() {
    reg(kControl1) = reg(kControl1) | kReceiveInterrupt;
    reg(kNvicEnable + 4 * (target::kUsart1Irq / 32)) = 1u << (target::kUsart1Irq % 32);
  }
  // The next byte, -1 when none has come yet. `Ring` is the ring that interrupt() fills.
  template <class Ring>
  static int get(Ring& ring) {
    return ring.take();
  }
  // To be called by usart1_interrupt(). An overrun (a byte lost in hardware) is counted by the ring like a byte
  // that finds it full.
  template <class Ring>
  static void interrupt(Ring& ring) {
    const uint32_t status = reg(kStatus);
    if ((status & (kReceived | kOverrun)) == 0) return;
    const auto byte = static_cast<uint8_t>(reg(kData));
    if ((status & kOverrun) != 0) ring.lose();
    if ((status & kReceived) != 0) ring.put(byte);
  }

  // Output through a ring, which interrupt(received, sending) empties. Sleeps while the ring is full.
  template <class Ring>
  static void send(Ring& sending, uint8_t byte) {
    while (sending.full()) {
      pump(sending);
      if (sending.full()) asm volatile("wfi" ::: "memory");
    }
    sending.put(byte);
    reg(kControl1) = reg(kControl1) | kSendInterrupt;
  }
  // Sends what can be sent now, as the interrupt does: QEMU has no interrupt for output.
  template <class Ring>
  static void pump(Ring& sending) {
    asm volatile("cpsid i" ::: "memory");
    while ((reg(kStatus) & kSendEmpty) != 0 && !sending.empty()) reg(kData) = static_cast<uint8_t>(sending.take());
    asm volatile("cpsie i" ::: "memory");
  }
  template <class Received, class Sending>
  static void interrupt(Received& received, Sending& sending) {
    interrupt(received);
    if ((reg(kStatus) & kSendEmpty) == 0) return;
    if (sending.empty()) {
      reg(kControl1) = reg(kControl1) & ~kSendInterrupt;
    } else {
      reg(kData) = static_cast<uint8_t>(sending.take());
    }
  }

 private:
  static constexpr uint32_t kStatus = target::kUsart1 + 0x00, kData = target::kUsart1 + 0x04,
                            kBaud = target::kUsart1 + 0x08, kControl1 = target::kUsart1 + 0x0c;
  static constexpr uint32_t kOverrun = 1u << 3, kReceived = 1u << 5, kSent = 1u << 6, kSendEmpty = 1u << 7;
  static constexpr uint32_t kEnable = 1u << 13, kReceiveInterrupt = 1u << 5, kTransmit = 1u << 3,
                            kReceive = 1u << 2, kSendInterrupt = 1u << 7;
  static constexpr uint32_t kNvicEnable = 0xe000e100;
};

// Bytes from an interrupt to the main loop. kBytes: a power of two, at most 32768.
template <uint32_t kBytes>
class ByteRing {
 public:
  void put(uint8_t byte) {
    if (static_cast<uint16_t>(written_ - read_) == kBytes) return lose();
    at_[written_ % kBytes] = byte;
    written_ = static_cast<uint16_t>(written_ + 1);
  }
  void lose() { lost_ = static_cast<uint16_t>(lost_ + 1); }
  int take() {
    if (read_ == written_) return -1;
    const uint8_t byte = at_[read_ % kBytes];
    read_ = static_cast<uint16_t>(read_ + 1);
    return byte;
  }
  bool empty() const { return read_ == written_; }
  bool full() const { return static_cast<uint16_t>(written_ - read_) == kBytes; }
  uint16_t lost() const { return lost_; }

 private:
  static_assert(kBytes != 0 && kBytes <= 32768 && (kBytes & (kBytes - 1)) == 0);
  volatile uint8_t at_[kBytes];
  volatile uint16_t written_ = 0, read_ = 0, lost_ = 0;
};

}  // namespace rexa::firmware

// An image that calls Usart1::start_receiving() defines it.
extern "C" void usart1_interrupt();
