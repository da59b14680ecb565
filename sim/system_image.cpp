#include "sim/system_image.hpp"

#include <stdexcept>

namespace rexa {

SystemImage::SystemImage(const Machine& machine)
    : machine_(machine),
      system_(static_cast<std::size_t>(machine.system_cells())),
      registers_(machine.registers.size()) {}

std::uint32_t& SystemImage::field(const std::string& table, int record, const std::string& field) {
  const auto cell = machine_.system_cell(table, record, field);
  if (!cell) throw std::logic_error("no field " + table + "[" + std::to_string(record) + "]." + field);
  return system_[*cell];
}

std::uint32_t& SystemImage::machine_register(const std::string& name) {
  return registers_.at(static_cast<std::size_t>(machine_.register_index(name)));
}

void SystemImage::frame(int index, std::uint32_t code_lo, std::uint32_t code_bytes, std::uint32_t data_lo,
                        std::uint32_t data_bytes) {
  field("frames", index, "code_lo") = code_lo;
  field("frames", index, "code_span") = code_bytes < 3 ? 0 : code_bytes - 3;
  field("frames", index, "data_lo") = data_lo;
  field("frames", index, "data_size") = data_bytes;
}

void SystemImage::task(int index, int frame, std::uint32_t pc, int priority) {
  field("tasks", index, "status") = 1u | static_cast<std::uint32_t>(priority) << 3;
  field("tasks", index, "pc") = pc;
  field("tasks", index, "entry") = pc;
  field("tasks", index, "frame") = static_cast<std::uint32_t>(frame);
  field("tasks", index, "owner") = static_cast<std::uint32_t>(frame);
  ++machine_register("alive");
}

void SystemImage::run(int task) {
  machine_register("task") = static_cast<std::uint32_t>(task);
  const int frame = static_cast<int>(field("tasks", task, "frame"));
  machine_register("frame") = static_cast<std::uint32_t>(frame);
  for (const char* bound : {"code_lo", "code_span", "data_lo", "data_size"}) {
    machine_register(bound) = field("frames", frame, bound);
  }
}

void SystemImage::install(Program& program) const {
  program.system = system_;
  program.registers = registers_;
  SystemImage copy = *this;
  program.entry = copy.field("tasks", static_cast<int>(copy.machine_register("task")), "pc");
}

}  // namespace rexa
