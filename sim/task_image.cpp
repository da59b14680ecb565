#include "sim/task_image.hpp"

#include <algorithm>
#include <string>

namespace rexa {
namespace {

constexpr std::uint32_t kReady = 1;
constexpr std::uint32_t kMainPriority = 1;

// Writes fields and registers by name; those that the machine does not have are passed over.
class Image {
 public:
  Image(const Machine& machine, Program& program) : machine_(machine), program_(program) {
    program.system.assign(static_cast<std::size_t>(machine.system_cells()), 0);
    program.registers.assign(machine.registers.size(), 0);
  }

  void field(const std::string& table_name, const std::string& field_name, std::uint32_t value) {
    for (const SystemTable& table : machine_.system_tables) {
      if (table.name != table_name) continue;
      const auto found = std::find(table.fields.begin(), table.fields.end(), field_name);
      if (found == table.fields.end()) continue;
      program_.system[static_cast<std::size_t>(table.base + (found - table.fields.begin()))] = cell(value);
    }
  }
  void set(const std::string& name, std::uint32_t value) {
    const int index = machine_.register_index(name);
    if (index >= 0) program_.registers[static_cast<std::size_t>(index)] = cell(value);
  }

 private:
  std::uint32_t cell(std::uint32_t value) const {
    return machine_.parameters.cell_bits == 16 ? static_cast<std::uint16_t>(value) : value;
  }
  const Machine& machine_;
  Program& program_;
};

class Reader {
 public:
  Reader(const Machine& machine, const Program& program) : machine_(machine), program_(program) {}

  // 0 when the machine has no such field or register.
  std::uint32_t field(const std::string& table_name, int index, const std::string& field_name) const {
    for (const SystemTable& table : machine_.system_tables) {
      if (table.name != table_name) continue;
      const auto found = std::find(table.fields.begin(), table.fields.end(), field_name);
      if (found == table.fields.end()) continue;
      const auto at = static_cast<std::size_t>(table.base + index * table.stride + (found - table.fields.begin()));
      return program_.system[at];
    }
    return 0;
  }
  std::uint32_t reg(const std::string& name) const {
    const int index = machine_.register_index(name);
    return index < 0 ? 0 : program_.registers[static_cast<std::size_t>(index)];
  }

 private:
  const Machine& machine_;
  const Program& program_;
};

struct Bounds {
  std::uint32_t code_lo, code_span, data_lo, data_size;
};

void start(const Machine& machine, Program& program, const LibraryPlaces& library, const Bounds& bounds) {
  if (!machine.has_tasks()) return;
  Image image(machine, program);
  image.field("tasks", "status", kReady | kMainPriority << 3);
  image.field("tasks", "pc", program.entry);
  image.field("tasks", "entry", program.entry);
  image.field("frames", "code_lo", bounds.code_lo);
  image.field("frames", "code_span", bounds.code_span);
  image.field("frames", "data_lo", bounds.data_lo);
  image.field("frames", "data_size", bounds.data_size);
  image.field("system", "gate", library.gate);
  image.field("system", "start", library.start);
  image.set("alive", 1);
  image.set("code_lo", bounds.code_lo);
  image.set("code_span", bounds.code_span);
  image.set("data_lo", bounds.data_lo);
  image.set("data_size", bounds.data_size);
  image.set("shared_span", library.end);
}

}  // namespace

void start_one_frame(const Machine& machine, Program& program, const LibraryPlaces& library,
                     std::uint32_t code_lo, std::uint32_t data_lo) {
  start(machine, program, library,
        {code_lo, static_cast<std::uint32_t>(program.code.size()) - code_lo, data_lo,
         static_cast<std::uint32_t>(program.data.size()) - data_lo});
}

void start_whole_machine(const Machine& machine, Program& program) {
  // An instruction starts at most four bytes below the end of code memory.
  start(machine, program, {},
        {0, static_cast<std::uint32_t>(machine.parameters.code_bytes) - 3, 0,
         static_cast<std::uint32_t>(machine.parameters.data_bytes)});
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
