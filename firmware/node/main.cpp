// Image `node`: programs come as text over USART1, packet by packet (docs/link.md), and are compiled while
// others run; what they print goes back. SysTick gives the time and takes a sample each millisecond; the core
// sleeps when there is nothing to do. Programs have besides the words of the machine:
//
//   n lamp       switches the lamp: 0 off, else on
//   samples      what the converter measured last, if the configuration has that array
#include "firmware/common/board.hpp"
#include "firmware/common/marker.hpp"
#include "firmware/common/sampler.hpp"
#include "firmware/common/startup.hpp"
#include "firmware/common/systick.hpp"
#include "firmware/common/usart.hpp"
#include "node.h"
#include "target.hpp"

using namespace rexa::firmware;

namespace {

constexpr uint32_t kSamples = target::kRamBytes > 16384 ? 64 : 16;
constexpr uint32_t kRing = target::kRamBytes > 16384 ? 256 : 128;

ByteRing<kRing> received, sending;
Sampler sampler;
volatile uint32_t milliseconds;

// Region 9 of the plug-in that counts: from the end of a request to the start of its answer.
int read_byte(void*) {
  const int byte = received.take();
  if (byte == 3) asm volatile("dbg #9" ::: "memory");
  return byte;
}
void write_byte(void*, char byte) {
  if (byte == 2) asm volatile("dbg #10" ::: "memory");
  Usart1::send(sending, static_cast<uint8_t>(byte));
}
uint32_t now(void*) { return milliseconds; }

void lamp(void*, const int32_t* in, int32_t*) { board::lamp(in[0] != 0); }

// Sleeps until the next interrupt, unless one has come since the rings were looked at.
void rest() {
  asm volatile("cpsid i" ::: "memory");
  if (received.empty()) asm volatile("wfi" ::: "memory");
  asm volatile("cpsie i" ::: "memory");
}

}  // namespace

extern "C" {
void usart1_interrupt() { Usart1::interrupt(received, sending); }
void systick_interrupt() {
  milliseconds = milliseconds + 1;
  sampler.tick();
}
}

int main() {
  board::start_clock();
  board::start_pins();
  Usart1::start(board::usart1_clock_hz(), target::kBaud);
  Usart1::start_receiving();
  SysTick::start();

  const rexa_link link = {nullptr, read_byte, write_byte, now};
  begin_region<Region::kBoot>();
  rexa_node* const node = rexa_node_static(&link);
  end_region<Region::kBoot>();
  if (node == nullptr) stop();
  rexa_vm* const vm = rexa_node_vm(node);
  rexa_register_function(vm, "lamp", 1, 0, lamp, nullptr);
  int16_t* const samples = rexa_register_data16(vm, "samples", kSamples);
  if (samples != nullptr) sampler.start(reinterpret_cast<uint8_t*>(samples), kSamples);
  for (;;) {
    const int more = rexa_node_poll(node);
    Usart1::pump(sending);
    if (more == 0) rest();
  }
}
