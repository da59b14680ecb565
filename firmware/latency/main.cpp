// Image `latency`: how long it takes from an interrupt to the task that awaits it, while other tasks compute.
// SysTick interrupts at irregular intervals; its handler sets a cell of host data, which a task of the highest
// priority awaits; the program found in flash is the load, run by the runner of the C interface. The plug-in
// counts between marks (`rexa latency` reads them):
//
//   9, 10   from the handler to the task's first action      11, 12   the handler
//
// and before, without interrupts, what the bound is made of:
//
//   1, 2    one instruction of the VM, alone                 5, 6     one more round of the runner
//   3, 4    one switch of tasks, or end of a task            7, 8     many instructions together
#include <stddef.h>

#include "firmware/common/board.hpp"
#include "firmware/common/marker.hpp"
#include "firmware/common/program.hpp"
#include "firmware/common/startup.hpp"
#include "firmware/common/systick.hpp"
#include "firmware/common/usart.hpp"
#include "rexa_runner.hpp"
#include "target.hpp"

using namespace rexa::vm;
using namespace rexa::firmware;

inline void* operator new(size_t, void* place) noexcept { return place; }

namespace {

constexpr char kWaiter[] = "begin 1 event await 1 7 out 0 event ! again";
constexpr uint32_t kSeenPort = 7;
constexpr uint32_t kStepsPerRound = 500;   // as in the node's loop
constexpr uint32_t kSettle = 20'000;       // instructions before: what the load does once
constexpr uint32_t kAlone = 40'000;        // instructions that are counted one by one
constexpr uint32_t kTogether = 40'000;     // and together
constexpr uint32_t kStepsPerEvent = 700;   // until interrupts give the events
constexpr uint32_t kLeastClocks = 60'000;  // between interrupts

enum Part { kInstruction = 1, kSystem = 3, kRound = 5, kMany = 7, kLatency = 9, kHandler = 11 };
template <int kMark>
inline __attribute__((always_inline)) void mark() {
  asm volatile("dbg %0" ::"i"(kMark) : "memory");
}

Core::Memories memories;
Core::Context context;
alignas(8) uint8_t dictionary[target::kDictionaryBytes];
alignas(Runner) uint8_t runner_memory[sizeof(Runner)];
volatile Core::Cell* event;
volatile uint32_t ticks, events, missed, seen;
uint32_t wanted, jitter = 1, trapped = 0;

void write_port(void*, uint32_t port, uint32_t) {
  if (port != kSeenPort) return;
  mark<kLatency + 1>();
  seen = seen + 1;
}
uint32_t read_port(void*, uint32_t port) { return port == 1 ? ticks : 0; }

bool add(Runner& runner, const char* name, const char* text, uint32_t length, int priority) {
  int frame = 0, task = 0;
  return runner.open(name) == REXA_DONE && runner.feed(text, length) == REXA_DONE &&
         runner.close(&frame) == REXA_DONE && runner.start(frame, priority, &task) == REXA_DONE;
}

// In short steps, each counted by itself.
void count_alone(Runner& runner) {
  for (uint32_t i = 0; i < kAlone && context.status == RunStatus::kRunning; ++i) {
    if (i % kStepsPerEvent == 0) *event = 1;
    if (i % 16 == 0) ticks = ticks + 1;
    if (context.pending != 0) {
      mark<kSystem>();
      Core::run(context, 1);
      mark<kSystem + 1>();
    } else if (i % 8 == 0) {
      mark<kRound>();
      runner.run(1, ticks);
      mark<kRound + 1>();
    } else {
      mark<kInstruction>();
      Core::run(context, 1);
      mark<kInstruction + 1>();
    }
  }
}

void count_together() {
  mark<kMany>();
  for (uint32_t i = 0; i < kTogether / kStepsPerRound; ++i) Core::run(context, kStepsPerRound);
  mark<kMany + 1>();
}

void report(const char* status) {
  ReportLine line(status);
  line.field("events", events);
  line.field("missed", missed);
  line.field("trap", trapped);
  line.field("together", kTogether);
  line.field("apart", kLeastClocks);
  line.field("slice", Core::kSliceInstructions);
  line.field("stack", stack_used());
}

const char* measure(Runner& runner) {
  const uint32_t at = kTables.data_bytes + (Core::kCellBits == 32 ? 0 : kTables.host_bytes[0]);
  if (!runner.boot()) return "no-machine";
  if (runner.compiler().declare_data("event", 5, at) != Status::kOk) return "no-cell";
  event = reinterpret_cast<volatile Core::Cell*>(memories.data + at);
  const Program program = flash_program();
  if (program.text == nullptr) return "no-program";
  wanted = program.number;
  if (!add(runner, "waiter", kWaiter, sizeof kWaiter - 1, 255)) return "no-waiter";
  if (!add(runner, "load", program.text, program.length, 1)) return "fault";
  runner.run(kSettle, ticks);
  count_alone(runner);
  count_together();
  seen = 0;
  SysTick::start();
  while (seen < wanted && context.status == RunStatus::kRunning) runner.run(kStepsPerRound, ticks);
  SysTick::stop();
  rexa_trap trap{};
  if (runner.next_trap(&trap)) trapped = static_cast<uint32_t>(trap.code);
  return trapped != 0 ? "trapped" : context.registers[Core::Register::kAlive] < 2 ? "alone" : "halted";
}

}  // namespace

extern "C" void systick_interrupt() {
  mark<kHandler>();
  if (*event == 0) {
    mark<kLatency>();
    *event = 1;
    events = events + 1;
  } else {
    missed = missed + 1;
  }
  ticks = ticks + 1;
  // The next one comes at another place of the load.
  jitter = jitter * 1664525 + 1013904223;
  SysTick::again(kLeastClocks + (jitter >> 8) % kLeastClocks);
  mark<kHandler + 1>();
}

int main() {
  board::start_clock();
  board::start_pins();
  Usart1::start(board::usart1_clock_hz(), target::kBaud);
  Core::attach(context, memories);
  context.io = {nullptr, write_port, read_port};
  report(measure(*new (runner_memory) Runner(memories, context, dictionary, sizeof dictionary)));
  stop();
}
