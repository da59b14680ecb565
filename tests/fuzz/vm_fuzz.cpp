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
        data_stack(new Core::Cell[Core::kStackCells[0]]()),
        return_stack(new Core::Cell[Core::kStackCells[1]]()),
        loop_stack(new Core::Cell[Core::kStackCells[2]]()) {
    context.code = code.get();
    context.data = data.get();
    context.stack[0] = data_stack.get();
    context.stack[1] = return_stack.get();
    context.stack[2] = loop_stack.get();
    context.io = {&world, out, inp};
  }
  std::unique_ptr<std::uint8_t[]> code, data;
  std::unique_ptr<Core::Cell[]> data_stack, return_stack, loop_stack;
  World world;
  Core::Context context{};
};

void demand_sound(const Machine& machine) {
  for (int stack = 0; stack < 3; ++stack) {
    demand(machine.context.depth[stack] <= Core::kStackCells[stack], "no stack is deeper than its limit");
  }
  demand((machine.context.trap != 0) == (machine.context.status == RunStatus::kTrapped), "a trap has a code");
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
  std::uint32_t entry = 0;
  {
    auto dictionary = std::make_unique<std::uint8_t[]>(kDictionaryBytes);
    Compiler compiler(kTables, {machine->code.get(), Core::kCodeBytes, machine->data.get(), Core::kDataBytes,
                                dictionary.get(), kDictionaryBytes});
    if (compiler.boot() != Status::kOk) return 0;
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

  reset(machine->context, entry);
  const std::uint32_t steps = Core::run(machine->context, kMostSteps);
  demand_sound(*machine);
  demand(steps == kMostSteps || machine->context.status != RunStatus::kRunning,
         "fewer steps only when it stopped");

  reset(sliced->context, entry);
  std::uint32_t done = 0;
  while (done < kMostSteps && sliced->context.status == RunStatus::kRunning) {
    done += Core::run(sliced->context, std::min(slice, kMostSteps - done));
    demand_sound(*sliced);
  }
  demand(done == steps && sliced->context.pc == machine->context.pc &&
             sliced->context.trap == machine->context.trap &&
             sliced->context.retired == machine->context.retired && sliced->world.hash == machine->world.hash &&
             std::equal(machine->data.get(), machine->data.get() + Core::kAllDataBytes, sliced->data.get()),
         "slices end as one run does");
  return 0;
}
