#include "firmware/host/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gen/tables.hpp"
#include "sim/eval_engine.hpp"
#include "sim/program.hpp"
#include "sim/source_map.hpp"
#include "vm/compiler.hpp"

namespace rexa::firmware {
namespace {

constexpr std::uint32_t kAll = 65536;  // bytes: the most that addresses reach
constexpr std::uint32_t kEnds = 6;     // of code: where no instruction begins, after the library and the frame
constexpr int kMostCells = 1000;       // of a stack, when its need is looked for
constexpr std::uint64_t kMostSteps = 3'000'000;
constexpr std::uint64_t kBatch = 4096;
constexpr const char* kStacks[kStackCount] = {"data", "return", "loop"};

Machine roomy(const Machine& machine) {
  Machine larger = machine;
  larger.parameters.code_bytes = kAll;
  larger.parameters.data_bytes = kAll - machine.parameters.all_data_bytes() + machine.parameters.data_bytes;
  return larger;
}

// Bytes of the dictionary that the program's names take, over those of the library.
std::uint32_t dictionary_bytes(const Machine& machine, const std::string& text) {
  const auto tables = CompilerTables::make(machine);
  if (!tables) return 0;
  std::vector<std::uint8_t> code(kAll), data(kAll), dictionary(kAll);
  vm::Compiler compiler(tables->tables(), {code.data(), kAll, data.data(), kAll, dictionary.data(), kAll});
  if (compiler.boot() != vm::Status::kOk || compiler.begin_frame() != vm::Status::kOk) return 0;
  const std::uint32_t before = compiler.dictionary().top();
  compiler.feed(text.data(), static_cast<std::uint32_t>(text.size()));
  return compiler.finish() == vm::Status::kOk ? compiler.dictionary().top() - before : 0;
}

std::string spare(const Target& target, const Image& image) {
  const std::uint32_t used = image.ram_bytes + image.stack_bytes;
  return fmt::format("{} bytes of its RAM are free", target.ram.bytes > used ? target.ram.bytes - used : 0);
}

Diagnostic misfit(const Target& target, const std::string& what, Where where, const std::string& hint) {
  return error("does-not-fit", fmt::format("the program does not fit into {}: {}", target.name, what),
               std::move(where), hint);
}

Diagnostic too_large(const Target& target, const Machine& machine, const Image& image, const char* memory,
                     const char* parameter, std::uint64_t needed, std::uint64_t there, const Where& where) {
  return misfit(
      target, fmt::format("it takes {} bytes of {} memory, there are {}", needed, memory, there), where,
      fmt::format("raise {} of configuration '{}': {}", parameter, machine.name, spare(target, image)));
}

const Diagnostic* fault_of(const Diagnostics& diagnostics, const std::string& code) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.code == code) return &diagnostic;
  }
  return nullptr;
}

// Cells of that stack that the program takes at most at a time; 0 when it does not come to an end.
std::uint32_t cells_taken(const Machine& machine, const Program& program, int stack) {
  Machine larger = machine;
  for (int& cells : larger.parameters.stack_cells) cells = kMostCells;
  EvalEngine engine(larger);
  IoWorld world;
  engine.load(program, world);
  std::vector<RexaRecord> records(kBatch);
  std::uint32_t most = 0;
  for (std::uint64_t steps = 0; steps < kMostSteps;) {
    const std::uint64_t done = run_in_world(engine, world, kBatch, records.data());
    for (std::uint64_t i = 0; i < done; ++i) {
      most = std::max<std::uint32_t>(most, records[i].depth[stack]);
      if (records[i].halted != 0) return most;
      if (records[i].trap != 0) return 0;
    }
    if (done < kBatch) return 0;
    steps += done;
  }
  return 0;
}

std::string trap_name(const Machine& machine, std::uint64_t code) {
  const Trap* trap = machine.trap(static_cast<int>(code));
  return trap == nullptr ? "unknown" : trap->name;
}

// Warnings: tasks that a trap has ended while others went on.
Diagnostics tasks_ended(const Machine& machine, const Program& program, const McuRun& run) {
  Diagnostics found;
  for (int task = 0; task < machine.parameters.tasks; ++task) {
    const std::uint64_t code = run.field(fmt::format("trap_of_{}", task));
    if (code == 0) continue;
    const auto pc = static_cast<std::uint32_t>(run.field(fmt::format("pc_of_{}", task)));
    const std::string name = trap_name(machine, code);
    found.push_back(error("trap-" + name, fmt::format("trap {} at pc {:#06x} ended task {}", name, pc, task),
                          where_of(program, pc)));
    found.back().severity = Severity::kWarning;
  }
  return found;
}

}  // namespace

Result<Program> compile_for(const Target& target, const Machine& machine, const Image& image,
                            const std::string& file, const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && text[first] == '{') {
    return error("bytecode-program", "this is compiled bytecode; a microcontroller compiles text by itself",
                 Where{file}, "give the program's text");
  }
  if (text.size() + kProgramHeader > target.program_bytes) {
    return misfit(target,
                  fmt::format("its text takes {} bytes of flash, there are {}", text.size(),
                              target.program_bytes - kProgramHeader),
                  Where{file}, fmt::format("shorten it, or raise program_bytes of target '{}'", target.name));
  }
  const auto compiled = [&](const Machine& its_machine) {
    return its_machine.has_tasks() ? compile_programs(its_machine, {{file, text, 1}})
                                   : compile_program(its_machine, file, text);
  };
  Result<Program> program = compiled(machine);
  const Diagnostic* code_full = fault_of(program.diagnostics(), "code-full");
  const Diagnostic* data_full = fault_of(program.diagnostics(), "data-full");
  const Result<Program> larger = compile_program(roomy(machine), file, text);
  if (!larger) return program ? program : larger;  // a fault of another kind comes first
  const Where full = code_full != nullptr   ? code_full->where
                     : data_full != nullptr ? data_full->where
                                            : Where{file};
  Diagnostics faults;
  const Parameters& sizes = machine.parameters;
  const std::uint64_t code = larger->code.size() + kEnds, data = larger->data.size();
  if (code_full != nullptr || code > static_cast<std::uint64_t>(sizes.code_bytes)) {
    faults.push_back(too_large(target, machine, image, "code", "code_bytes", code, sizes.code_bytes, full));
  }
  if (data > static_cast<std::uint64_t>(sizes.data_bytes)) {
    faults.push_back(too_large(target, machine, image, "data", "data_bytes", data, sizes.data_bytes,
                               data_full != nullptr ? data_full->where : full));
  }
  // The library's own entries are not counted: the device's error, if there is one, tells the place.
  const std::uint32_t names = dictionary_bytes(roomy(machine), text);
  if (names > target.dictionary_bytes) {
    faults.push_back(
        misfit(target,
               fmt::format("its names take {} bytes of the dictionary, and there are only {}", names,
                           target.dictionary_bytes),
               Where{file},
               fmt::format("raise dictionary_bytes of target '{}': {}", target.name, spare(target, image))));
  }
  if (has_errors(faults)) return faults;
  return program;
}

Diagnostics explain_run(const Target& target, const Machine& machine, const Image& image,
                        const Program& program, const McuRun& run) {
  if (run.status == "fault") {
    Where where{program.source_file};
    where.line = static_cast<int>(run.field("line"));
    where.column = static_cast<int>(run.field("column"));
    where.excerpt = source_line(program.source, where.line);
    const auto status = static_cast<vm::Status>(run.field("fault"));
    if (status == vm::Status::kDictionaryFull) {
      return {misfit(
          target,
          fmt::format("its names take more of the dictionary than the {} bytes that there are",
                      target.dictionary_bytes),
          where, fmt::format("raise dictionary_bytes of target '{}': {}", target.name, spare(target, image)))};
    }
    return {error("device-compiler",
                  fmt::format("the compiler on {} stops here: {}", target.name, vm::status_text(status)), where,
                  "the host compiles it: a fault of the toolkit")};
  }
  Diagnostics ended = tasks_ended(machine, program, run);
  if (run.status != "trapped") return ended;
  const auto pc = static_cast<std::uint32_t>(run.field("pc"));
  Where where = where_of(program, pc);
  if (where.line == 0) where.file = program.source_file;
  const Trap* trap = machine.trap(static_cast<int>(run.field("trap")));
  const std::string name = trap_name(machine, run.field("trap"));
  for (int stack = 0; stack < kStackCount; ++stack) {
    if (name != fmt::format("{}_overflow", kStacks[stack])) continue;
    const std::uint32_t cells = cells_taken(machine, program, stack);
    if (cells == 0) break;
    return {misfit(
        target,
        fmt::format("trap {} at pc {:#06x}: it takes {} cells of the {} stack, there are {}", name, pc, cells,
                    kStacks[stack], machine.parameters.stack_cells[stack]),
        where,
        fmt::format("raise {}_stack_cells of configuration '{}': {}, a cell takes {} in each of {} tasks",
                    kStacks[stack], machine.name, spare(target, image), machine.parameters.cell_bytes(),
                    machine.has_tasks() ? machine.parameters.tasks : 1))};
  }
  std::string message = fmt::format("trap {} at pc {:#06x}", name, pc);
  if (where.line == 0 && !symbol_at(program, pc).empty()) {
    message += fmt::format(" in library word '{}'", symbol_at(program, pc));
  }
  return {error("trap-" + name, message + (trap == nullptr ? "" : ": " + trap->doc), where)};
}

}  // namespace rexa::firmware
