// Frames that are opened, fed, closed, replaced, removed, started in any order, their text and their sizes
// arbitrary, tasks running in between: what a frame owns lies within the memories and apart from the others, what
// none owns is zero, what fails leaves no trace.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "input.hpp"
#include "rexa_tables.hpp"
#include "rexa_vm_core.hpp"
#include "vm/frames.hpp"

namespace {

using namespace rexa::vm;
using rexa::fuzz::demand;
using rexa::fuzz::Input;

constexpr std::uint32_t kMostActions = 60;

// Each memory is a heap block of exactly its size, for the address sanitizer's sake.
struct Machine {
  explicit Machine(std::uint32_t dictionary_bytes)
      : dictionary_size(dictionary_bytes),
        cells(kTables.system == nullptr ? 1 : kTables.system->cells),
        tasks(kTables.system == nullptr ? 1 : kTables.system->count[static_cast<int>(Table::kTasks)]),
        code(new std::uint8_t[Core::kCodeBytes]()),
        data(new std::uint8_t[Core::kDataBytes]()),
        dictionary(new std::uint8_t[dictionary_bytes]()),
        system(new Core::Cell[cells]()),
        frames(kTables,
               {code.get(), Core::kCodeBytes, data.get(), Core::kDataBytes, dictionary.get(), dictionary_bytes},
               attach()) {}

  MachineView attach() {
    context.code = code.get();
    context.data = data.get();
    for (int s = 0; s < 3; ++s) {
      stacks[s].reset(new Core::Cell[Core::kStackCells[s] * tasks]());
      context.stack[s] = stacks[s].get();
    }
    context.system = system.get();
    context.io = {this, [](void*, std::uint32_t, std::uint32_t) {},
                  [](void* self, std::uint32_t) { return static_cast<Machine*>(self)->now++ / 4; }};
    return view(context);
  }

  std::uint32_t dictionary_size, cells, tasks;
  std::uint32_t now = 0;
  std::unique_ptr<std::uint8_t[]> code, data, dictionary;
  std::unique_ptr<Core::Cell[]> stacks[3];
  std::unique_ptr<Core::Cell[]> system;
  Core::Context context{};
  Frames frames;
};

struct Trace {
  explicit Trace(const Machine& machine)
      : code(machine.code.get(), machine.code.get() + Core::kCodeBytes),
        data(machine.data.get(), machine.data.get() + Core::kDataBytes),
        dictionary(machine.dictionary.get(),
                   machine.dictionary.get() + machine.frames.compiler().dictionary().top()),
        system(machine.system.get(), machine.system.get() + machine.cells) {}
  friend bool operator==(const Trace&, const Trace&) = default;
  std::vector<std::uint8_t> code, data, dictionary;
  std::vector<Core::Cell> system;
};

struct Block {
  std::uint32_t lo, end;
};

// Blocks lie within `bytes` and apart; between them is nothing but zeros, when `zero` asks for that.
void demand_apart(std::vector<Block> blocks, const std::uint8_t* memory, std::uint32_t bytes, bool zero) {
  std::sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.lo < b.lo; });
  blocks.push_back({bytes, bytes});
  std::uint32_t at = 0;
  for (const Block& block : blocks) {
    demand(block.lo >= at && block.end >= block.lo && block.end <= bytes, "frames lie apart, within the memory");
    if (zero) {
      const std::uint8_t* const end = memory + block.lo;
      demand(std::find_if(memory + at, end, [](std::uint8_t byte) { return byte != 0; }) == end,
             "free memory is zero");
    }
    at = block.end;
  }
}

void demand_sound(const Machine& machine, std::uint32_t library, bool zero) {
  const SystemMemory& system = machine.frames.system();
  std::vector<Block> code = {{0, library}}, data;
  const auto block = [&](std::uint32_t frame, Field lo, Field size, std::uint32_t more) {
    const std::uint32_t from = system.get(Table::kFrames, frame, lo);
    return Block{from, from + system.get(Table::kFrames, frame, size) + more};
  };
  for (std::uint32_t frame = 0; frame < system.count(Table::kFrames); ++frame) {
    if (!machine.frames.exists(frame)) continue;
    code.push_back(block(frame, Field::kFrameCodeLo, Field::kFrameCodeSpan, 3));
    data.push_back(block(frame, Field::kFrameDataLo, Field::kFrameDataSize, 0));
  }
  zero = zero && !machine.frames.is_open();
  demand_apart(code, machine.code.get(), Core::kCodeBytes, zero);
  demand_apart(data, machine.data.get(), std::min(kTables.data_bytes, std::uint32_t{Core::kDataBytes}), zero);
  for (std::uint32_t slot = 0; slot < system.count(Table::kExports); ++slot) {
    const std::uint32_t by = system.get(Table::kExports, slot, Field::kExportFrame);
    demand(by == 0 || machine.frames.exists(by - 1), "a word is exported by a frame that is there");
  }
  std::uint32_t alive = 0;
  for (std::uint32_t task = 0; task < machine.tasks; ++task) {
    alive += system.state(task) == TaskState::kFree ? 0 : 1;
  }
  demand(alive == system.reg(RegisterRole::kAlive), "as many tasks live as are said to");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (kTables.system == nullptr) return 0;
  Input input(bytes, size);
  Machine machine(input.choose(4) == 0 ? 1200 + input.choose(1000) : 8192);
  if (machine.frames.boot() != Status::kOk) return 0;
  Frames& frames = machine.frames;
  const std::uint32_t library = frames.compiler().here();
  const Trace empty(machine);
  const char* const names[] = {"a", "b", "c", "session"};
  std::uint32_t at = 0;
  std::unique_ptr<Trace> before;
  for (std::uint32_t action = 0; action < kMostActions && input.size() > at; ++action) {
    const bool was_open = frames.is_open();
    const std::uint32_t kind = input.choose(10), number = input.choose(4);
    std::uint32_t task = 0;
    switch (kind) {
      case 0:
      case 1: {
        if (!was_open) before = std::make_unique<Trace>(machine);
        const FrameSizes sizes = {input.choose(3) * 300, input.choose(3) * 40};
        if (number == 3 && !was_open) {
          frames.open_session(names[3], sizes);
          before.reset();
        } else {
          frames.open(names[number], sizes);
        }
        break;
      }
      case 2:
        // A line may clear what tasks have left in the unused part of the session's data: no trace is taken.
        if (!was_open) before.reset();
        frames.open_line();
        break;
      case 3:
      case 4:
      case 5: {
        const std::uint32_t piece = std::min(1 + input.choose(200), input.size() - std::min(at, input.size()));
        frames.feed(input.text() + at, piece);
        if (was_open) at += piece;
        break;
      }
      case 6:
        if (input.choose(8) == 0) {
          frames.abandon();
        } else if (frames.close() == Status::kOk) {
          before.reset();
        }
        break;
      case 7:
        frames.remove(number + input.choose(2));
        break;
      case 8:
        if (number == 3) {
          frames.start_line(input.choose(300), &task);
        } else {
          frames.start(number, input.choose(300), &task);
        }
        before.reset();
        break;
      default:
        // What runs may write its own data while a frame is open.
        Core::run(machine.context, input.choose(400));
        before.reset();
        if (number == 0 && !frames.is_open()) frames.line_done();
        break;
    }
    if (was_open && !frames.is_open() && before != nullptr) {
      demand(Trace(machine) == *before, "a frame that fails leaves no trace");
    }
    if (!frames.is_open()) before.reset();
    demand_sound(machine, library, was_open != frames.is_open() || kind == 7);
  }
  frames.abandon();
  for (std::uint32_t frame = 0; frame < Frames::kMostFrames; ++frame) {
    if (frames.exists(frame)) demand(frames.remove(frame) == Status::kOk, "a frame can be removed");
  }
  const Trace after(machine);
  demand(after.code == empty.code && after.data == empty.data && after.dictionary == empty.dictionary,
         "when all frames are gone all is as it was");
  return 0;
}
