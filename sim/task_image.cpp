#include "sim/task_image.hpp"

#include <algorithm>
#include <string>

#include "sim/system_image.hpp"

namespace rexa {
namespace {

constexpr std::uint32_t kReady = 1;
constexpr int kMainPriority = 1;
constexpr std::uint32_t kTail = 3;  // bytes at the end of a block where no instruction may begin

class Reader {
 public:
  Reader(const Machine& machine, const Program& program) : machine_(machine), program_(program) {}

  // 0 when the machine has no such field or register.
  std::uint32_t field(const std::string& table, int record, const std::string& field) const {
    const auto cell = machine_.system_cell(table, record, field);
    return cell ? program_.system[*cell] : 0;
  }
  std::uint32_t reg(const std::string& name) const {
    const int index = machine_.register_index(name);
    return index < 0 ? 0 : program_.registers[static_cast<std::size_t>(index)];
  }

 private:
  const Machine& machine_;
  const Program& program_;
};

}  // namespace

void start_one_frame(const Machine& machine, Program& program, const LibraryPlaces& library,
                     std::uint32_t code_lo, std::uint32_t data_lo) {
  if (!machine.has_tasks()) return;
  SystemImage image(machine);
  image.frame(0, code_lo, static_cast<std::uint32_t>(program.code.size()) - code_lo + kTail, data_lo,
              static_cast<std::uint32_t>(program.data.size()) - data_lo);
  image.task(0, 0, program.entry, kMainPriority);
  image.field("system", 0, "gate") = library.gate;
  image.field("system", 0, "start") = library.start;
  image.machine_register("shared_span") = library.end;
  image.run(0);
  image.install(program);
}

void start_whole_machine(const Machine& machine, Program& program) {
  if (!machine.has_tasks()) return;
  const Parameters& sizes = machine.parameters;
  // The size is one cell; the last cell of a full address space is given up for it.
  const int most = sizes.cell_bits == 16 ? 65536 - sizes.cell_bytes() : 65536;
  SystemImage image(machine);
  image.frame(0, 0, static_cast<std::uint32_t>(sizes.code_bytes), 0,
              static_cast<std::uint32_t>(std::min(sizes.data_bytes, most)));
  image.task(0, 0, program.entry, kMainPriority);
  image.run(0);
  image.install(program);
}

std::string start_fault(const Machine& machine, const Program& program) {
  const Parameters& sizes = machine.parameters;
  const auto code_end = static_cast<std::uint64_t>(sizes.code_bytes) - 3;
  const auto data_end = static_cast<std::uint64_t>(sizes.data_bytes);
  const auto cell = static_cast<std::uint32_t>(sizes.cell_bytes());
  const Reader read(machine, program);
  for (int frame = 0; frame < sizes.frames; ++frame) {
    const std::uint32_t data = read.field("frames", frame, "data_lo"), size = read.field("frames", frame, "data_size");
    if (std::uint64_t{read.field("frames", frame, "code_lo")} + read.field("frames", frame, "code_span") > code_end) {
      return "the code of frame " + std::to_string(frame) + " lies outside code memory";
    }
    if (std::uint64_t{data} + size > data_end || data % cell != 0 || size % cell != 0) {
      return "the data of frame " + std::to_string(frame) + " lies outside data memory";
    }
    if (read.field("frames", frame, "handler") > static_cast<std::uint32_t>(sizes.tasks)) return "a handler is no task";
  }
  std::uint32_t alive = 0;
  for (int task = 0; task < sizes.tasks; ++task) {
    const std::uint32_t state = read.field("tasks", task, "status") & 7;
    if (state > kReady) return "task " + std::to_string(task) + " is not at its beginning";
    alive += state;
    for (const char* owned : {"frame", "owner"}) {
      if (read.field("tasks", task, owned) >= static_cast<std::uint32_t>(sizes.frames)) {
        return "task " + std::to_string(task) + " is in no frame";
      }
    }
    for (const char* zero : {"data", "return", "loop", "control", "handler", "mail_head", "mail_count"}) {
      if (read.field("tasks", task, zero) != 0) return "task " + std::to_string(task) + " is not at its beginning";
    }
  }
  for (int slot = 0; slot < sizes.exports; ++slot) {
    if (read.field("exports", slot, "frame") > static_cast<std::uint32_t>(sizes.frames)) return "a word is exported by no frame";
  }
  const std::uint32_t task = read.reg("task"), frame = read.reg("frame");
  if (task >= static_cast<std::uint32_t>(sizes.tasks) || frame >= static_cast<std::uint32_t>(sizes.frames) ||
      alive == 0 || read.reg("alive") != alive || (read.field("tasks", static_cast<int>(task), "status") & 7) != kReady) {
    return "no task runs";
  }
  for (const char* bound : {"code_lo", "code_span", "data_lo", "data_size"}) {
    if (read.reg(bound) != read.field("frames", static_cast<int>(frame), bound)) {
      return "the registers are not those of the frame that runs";
    }
  }
  if (read.reg("shared_span") > code_end) return "the library lies outside code memory";
  return "";
}

}  // namespace rexa
