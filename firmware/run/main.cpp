// Image `run`: compiles the program text found in flash and runs it. Output goes to USART1; a last line begins
// with the byte 1e hex (record separator) and tells how it ended:
//
//   REXA status=halted|trapped|limited|fault|no-program fault=N line=N column=N trap=N pc=N task=N retired=HEX
//        steps=HEX code=USED/SIZE data=USED/SIZE dictionary=USED/SIZE trap_of_TASK=N pc_of_TASK=N ... stack=USED
//
// Time passes with the machine's steps, a millisecond for each thousand, as in `rexa run`: the same program
// prints the same here as there, and each run takes the same instructions.
//
// The text, from target::kProgram on: | "RXP1" | length, 4 bytes | most steps, 8 bytes, 0: any number | text |
#include <stddef.h>

#include "firmware/common/board.hpp"
#include "firmware/common/marker.hpp"
#include "firmware/common/startup.hpp"
#include "firmware/common/usart.hpp"
#include "rexa_tables.hpp"
#include "rexa_vm_core.hpp"
#if defined(REXA_VM_DIRECT)
#include "rexa_vm_direct.hpp"
#endif
#include "target.hpp"
#include "vm/compiler.hpp"
#include "vm/frames.hpp"

using namespace rexa::vm;
using namespace rexa::firmware;

inline void* operator new(size_t, void* place) noexcept { return place; }

namespace {

constexpr uint32_t kMagic = 0x31505852;
constexpr uint32_t kStepsPerTick = 1000;  // of which one is a millisecond
constexpr uint32_t kLatches = 8;          // ports 2 to 9 keep what was written to them
constexpr char kRecord = 0x1e;

struct Header {
  uint32_t magic, length;
  uint64_t most_steps;
};

Core::Memories memories;
Core::Context context;
alignas(8) uint8_t dictionary[target::kDictionaryBytes];
uint32_t milliseconds;
struct {
  uint32_t port, value;
} latches[kLatches];

void write_port(void*, uint32_t port, uint32_t value) {
  if (port == 0) {
    begin_region<Region::kOutput>();
    Usart1::put(static_cast<char>(value));
    end_region<Region::kOutput>();
    return;
  }
  if (port == 2) board::lamp(value != 0);
  for (auto& latch : latches) {
    if (latch.port != 0 && latch.port != port) continue;
    latch = {port, value};
    return;
  }
}

uint32_t read_port(void*, uint32_t port) {
  if (port == 0) return ~uint32_t{0};  // the console gives nothing
  if (port == 1) return milliseconds;
  for (const auto& latch : latches) {
    if (latch.port == port) return latch.value;
  }
  return 0;
}

// How frames get into the machine and start: beside each other as tasks, or alone.
template <bool kTasks>
struct Frontend;

template <>
struct Frontend<true> {
  Frames frames{
      kTables,
      {memories.code, Core::kCodeBytes, memories.data, kTables.data_bytes, dictionary, sizeof dictionary},
      view(context)};
  bool boot() { return frames.boot() == Status::kOk; }
  bool open() { return frames.open("#0") == Status::kOk; }
  bool feed(const char* text, uint32_t length) { return frames.feed(text, length) == Status::kOk; }
  bool close() {
    uint32_t task = 0;
    return frames.close() == Status::kOk && frames.start(frames.last(), 1, &task) == Status::kOk;
  }
  const Compiler& compiler() const { return frames.compiler(); }
  uint32_t task() const { return frames.system().reg(RegisterRole::kTask); }
  // Trap and pc of a task that a trap has ended while others went on; 0 when none has.
  uint32_t trap_of(uint32_t task) const { return frames.system().get(Table::kTasks, task, Field::kTaskTrap); }
  uint32_t pc_of(uint32_t task) const { return frames.system().get(Table::kTasks, task, Field::kTaskPc); }
};

template <>
struct Frontend<false> {
  Compiler only{
      kTables,
      {memories.code, Core::kCodeBytes, memories.data, kTables.data_bytes, dictionary, sizeof dictionary}};
  bool boot() { return only.boot() == Status::kOk; }
  bool open() { return only.begin_frame() == Status::kOk; }
  bool feed(const char* text, uint32_t length) { return only.feed(text, length) == Status::kOk; }
  bool close() {
    if (only.finish() != Status::kOk) return false;
    reset(context, only.entry());
    return true;
  }
  const Compiler& compiler() const { return only; }
  uint32_t task() const { return 0; }
  uint32_t trap_of(uint32_t) const { return 0; }
  uint32_t pc_of(uint32_t) const { return 0; }
};

using Front = Frontend<Core::kHasTasks>;
alignas(Front) uint8_t front_memory[sizeof(Front)];

uint32_t most_dictionary = 0;  // bytes; names go when the frame is closed

bool compile(Front& front, const char* text, uint32_t length) {
  if (!front.open() || !front.feed(text, length)) return false;
  most_dictionary = front.compiler().dictionary().top();
  return front.close();
}

uint64_t run(uint64_t most_steps) {
  uint64_t steps = 0;
#if defined(REXA_VM_DIRECT)
  direct::Runner<CoreDirect> loop(context);
  const auto run = [&loop](uint32_t most) { return loop.run(most); };
#else
  const auto run = [](uint32_t most) { return Core::run(context, most); };
#endif
  while (context.status == RunStatus::kRunning && steps < most_steps) {
    const uint64_t left = most_steps - steps;
    steps += run(left < kStepsPerTick ? static_cast<uint32_t>(left) : kStepsPerTick);
    milliseconds += 1;
  }
  return steps;
}

// ---- the last line ----

void print(const char* text) {
  while (*text != 0) Usart1::put(*text++);
}
void print_number(uint32_t value) {
  char digits[10];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (count > 0) Usart1::put(digits[--count]);
}
void print_hex(uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) Usart1::put("0123456789abcdef"[(value >> shift) & 15]);
}
void field(const char* name, uint32_t value) {
  print(name);
  print_number(value);
}
void use(const char* name, uint32_t used, uint32_t size) {
  field(name, used);
  field("/", size);
}

// By RunStatus.
constexpr const char* kEndings[] = {"limited", "halted", "trapped"};

void report(const char* status, const Front* front, uint64_t steps) {
  Usart1::put(kRecord);
  print("REXA status=");
  print(status);
  if (front != nullptr) {
    const Compiler& compiler = front->compiler();
    const Error& error = compiler.error();
    field(" fault=", static_cast<uint32_t>(error.status));
    field(" line=", error.line);
    field(" column=", error.column);
    field(" trap=", context.trap);
    field(" pc=", context.pc);
    field(" task=", front->task());
    print(" retired=");
    print_hex(context.retired);
    print(" steps=");
    print_hex(steps);
    use(" code=", compiler.here(), Core::kCodeBytes);
    use(" data=", compiler.data_here(), kTables.data_bytes);
    use(" dictionary=", most_dictionary, sizeof dictionary);
  }
  if (front != nullptr) {
    for (uint32_t task = 0; task < Core::kTasks; ++task) {
      if (front->trap_of(task) == 0) continue;
      field(" trap_of_", task);
      field("=", front->trap_of(task));
      field(" pc_of_", task);
      field("=", front->pc_of(task));
    }
  }
  field(" stack=", stack_used());
  Usart1::put('\n');
  Usart1::flush();
}

}  // namespace

int main() {
  board::start_clock();
  board::start_pins();
  Usart1::start(board::usart1_clock_hz(), target::kBaud);
  Core::attach(context, memories);
  context.io = {nullptr, write_port, read_port};

  begin_region<Region::kBoot>();
  Front& front = *new (front_memory) Front;
  const bool booted = front.boot();
  end_region<Region::kBoot>();

  const auto& header = *reinterpret_cast<const Header*>(target::kProgram);
  if (!booted || header.magic != kMagic || header.length > target::kProgramBytes - sizeof header) {
    report(booted ? "no-program" : "fault", booted ? nullptr : &front, 0);
    stop();
  }
  begin_region<Region::kCompile>();
  const bool compiled = compile(front, reinterpret_cast<const char*>(&header + 1), header.length);
  end_region<Region::kCompile>();
  uint64_t steps = 0;
  if (compiled) {
    begin_region<Region::kRun>();
    steps = run(header.most_steps == 0 ? ~uint64_t{0} : header.most_steps);
    end_region<Region::kRun>();
  }
  report(!compiled ? "fault" : kEndings[static_cast<int>(context.status)], &front, steps);
  stop();
}
