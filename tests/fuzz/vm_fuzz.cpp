// Arbitrary bytecode, or whatever arbitrary text compiles to, on the generated VM: it stays within its
// memories, and how the run is cut into slices makes no difference.
#include <algorithm>
#include <cstring>
#include <memory>

#include "input.hpp"
#include "rexa_tables.hpp"
#include "rexa_vm_core.hpp"
#include "vm/compiler.hpp"

namespace {

using namespace rexa::vm;
using rexa::fuzz::demand;
using rexa::fuzz::Input;

constexpr std::uint32_t kMostSteps = 5000;
constexpr std::uint32_t kDictionaryBytes = 4096;

struct World {
  std::uint64_t hash = 0xcbf29ce484222325;
};

void out(void* self, std::uint32_t port, std::uint32_t value) {
  auto& hash = static_cast<World*>(self)->hash;
  hash = (hash ^ port ^ std::uint64_t{value} << 16) * 0x100000001b3;
}
std::uint32_t inp(void* self, std::uint32_t port) {
  return static_cast<std::uint32_t>(static_cast<World*>(self)->hash >> 24) ^ port;
}

// Each memory is a heap block of exactly its size, for the address sanitizer's sake.
struct Machine {
  Machine()
      : code(new std::uint8_t[Core::kCodeBytes]()),
        data(new std::uint8_t[Core::kAllDataBytes]()),
        data_stack(new Core::Cell[Core::kTasks * Core::kStackCells[0]]()),
        return_stack(new Core::Cell[Core::kTasks * Core::kStackCells[1]]()),
        loop_stack(new Core::Cell[Core::kTasks * Core::kStackCells[2]]()),
        system(new Core::Cell[Core::kSystemCells]()) {
    context.code = code.get();
    context.data = data.get();
    context.stack[0] = data_stack.get();
    context.stack[1] = return_stack.get();
    context.stack[2] = loop_stack.get();
    context.system = system.get();
    context.io = {&world, out, inp};
  }
  std::unique_ptr<std::uint8_t[]> code, data;
  std::unique_ptr<Core::Cell[]> data_stack, return_stack, loop_stack, system;
  World world;
  Core::Context context{};
};

void demand_sound(const Machine& machine) {
  for (int stack = 0; stack < 3; ++stack) {
    demand(machine.context.depth[stack] <= Core::kStackCells[stack], "no stack is deeper than its limit");
  }
  demand((machine.context.trap != 0) == (machine.context.status == RunStatus::kTrapped), "a trap has a code");
}

// What the library's end and the word that calls into frames return to are found by listening.
struct Library {
  std::uint32_t end = 0, gate = 0;
  static void defined(void* self, const char* name, std::uint32_t length, EntryKind, std::uint32_t value) {
    if (length == 5 && std::memcmp(name, "gate#", 5) == 0) static_cast<Library*>(self)->gate = value;
  }
};

// The machine's memories past the library as frames 0 and 1, alike but for where their data begins; task 0 in frame 0.
// Export 0 is frame 1's, at the entry.
void start_tasks(Machine& machine, const Library& library, std::uint32_t data_lo, std::uint32_t entry) {
  if (kTables.system == nullptr) return;
  const SystemLayout& layout = *kTables.system;
  const auto cell = [&](Table table, std::uint32_t record, Field field) -> Core::Cell& {
    const int t = static_cast<int>(table);
    return machine.system[layout.base[t] + record * layout.stride[t] + layout.field[static_cast<int>(field)]];
  };
  const auto put = [&](RegisterRole role, std::uint32_t value) {
    machine.context.registers[layout.registers[static_cast<int>(role)]] = value;
  };
  const std::uint32_t span = Core::kCodeBytes - 3 - library.end;
  for (std::uint32_t frame = 0; frame < 2; ++frame) {
    const std::uint32_t lo = data_lo + frame * Core::kCellBits / 8;
    cell(Table::kFrames, frame, Field::kFrameCodeLo) = static_cast<Core::Cell>(library.end);
    cell(Table::kFrames, frame, Field::kFrameCodeSpan) = static_cast<Core::Cell>(span);
    cell(Table::kFrames, frame, Field::kFrameDataLo) = static_cast<Core::Cell>(lo);
    cell(Table::kFrames, frame, Field::kFrameDataSize) = static_cast<Core::Cell>(Core::kDataBytes - lo);
  }
  cell(Table::kTasks, 0, Field::kTaskStatus) = 1 | 1 << 3;
  cell(Table::kExports, 0, Field::kExportFrame) = 2;
  cell(Table::kExports, 0, Field::kExportPc) = static_cast<Core::Cell>(entry);
  cell(Table::kSystem, 0, Field::kSystemGate) = static_cast<Core::Cell>(library.gate);
  put(RegisterRole::kAlive, 1);
  put(RegisterRole::kCodeLo, library.end);
  put(RegisterRole::kCodeSpan, span);
  put(RegisterRole::kDataLo, data_lo);
  put(RegisterRole::kDataSize, Core::kDataBytes - data_lo);
  put(RegisterRole::kSharedSpan, library.end);
}

// Names of the host, which seeds/host.rexa uses. Where there is no host data, the array is the frames' last bytes.
void declare_host(Compiler& compiler) {
  const struct {
    const char* name;
    HostFunction arity;
  } functions[] = {{"hrun", {0, 0}}, {"hled", {1, 0}}, {"hmix", {2, 1}}, {"hall", {4, 2}}};
  std::uint32_t number = kTables.function_count;
  for (const auto& [name, arity] : functions) {
    if (kTables.host_calls[arity.inputs][arity.outputs] < 0) continue;
    demand(compiler.declare_function(name, 4, number++, arity) == Status::kOk, "a function can be declared");
  }
  const bool area = Core::kAllDataBytes > Core::kDataBytes;
  const std::uint32_t address = area ? Core::kDataBytes : Core::kDataBytes - 16;
  demand(compiler.declare_data("hdata", 5, address) == Status::kOk, "an array can be declared");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(bytes, size);
  const bool text = input.choose(2) == 0;
  const std::uint32_t slice = 1 + input.choose(100);
  const std::uint32_t place = input.choose(Core::kCodeBytes);
  auto machine = std::make_unique<Machine>();
  std::uint32_t entry = 0, data_lo = 0;
  Library library;
  {
    auto dictionary = std::make_unique<std::uint8_t[]>(kDictionaryBytes);
    Compiler compiler(kTables, {machine->code.get(), Core::kCodeBytes, machine->data.get(), Core::kDataBytes,
                                dictionary.get(), kDictionaryBytes});
    compiler.listen({&library, nullptr, Library::defined});
    if (compiler.boot() != Status::kOk) return 0;
    library.end = compiler.here();
    data_lo = (compiler.data_here() + 3) & ~std::uint32_t{3};
    declare_host(compiler);
    if (text) {
      compiler.begin_frame();
      compiler.feed(input.text(), input.size());
      if (compiler.finish() != Status::kOk) return 0;
      entry = compiler.entry();
    } else {
      // Bytecode anywhere, the library below it perhaps still whole.
      entry = place;
      std::memcpy(machine->code.get() + place, input.bytes(), std::min(input.size(), Core::kCodeBytes - place));
    }
  }
  auto sliced = std::make_unique<Machine>();
  std::copy_n(machine->code.get(), Core::kCodeBytes, sliced->code.get());
  std::copy_n(machine->data.get(), Core::kAllDataBytes, sliced->data.get());

  start_tasks(*machine, library, data_lo, entry);
  reset(machine->context, entry);
  const std::uint32_t steps = Core::run(machine->context, kMostSteps);
  demand_sound(*machine);
  demand(steps == kMostSteps || machine->context.status != RunStatus::kRunning,
         "fewer steps only when it stopped");

  start_tasks(*sliced, library, data_lo, entry);
  reset(sliced->context, entry);
  std::uint32_t done = 0;
  while (done < kMostSteps && sliced->context.status == RunStatus::kRunning) {
    done += Core::run(sliced->context, std::min(slice, kMostSteps - done));
    demand_sound(*sliced);
  }
  demand(done == steps && sliced->context.pc == machine->context.pc &&
             sliced->context.trap == machine->context.trap &&
             sliced->context.retired == machine->context.retired && sliced->world.hash == machine->world.hash &&
             std::equal(machine->data.get(), machine->data.get() + Core::kAllDataBytes, sliced->data.get()) &&
             std::equal(machine->system.get(), machine->system.get() + Core::kSystemCells, sliced->system.get()) &&
             std::equal(machine->context.registers, machine->context.registers + Core::kRegisterCount,
                        sliced->context.registers),
         "slices end as one run does");
  return 0;
}
