#include "gen/systemc.hpp"

#include <fmt/format.h>

#include "gen/names.hpp"
#include "gen/text_template.hpp"
#include "gen/vm_cpp.hpp"

namespace rexa {

namespace {

Diagnostics check_table(const Machine& machine, const CycleTable& cycles) {
  Diagnostics diagnostics;
  if (cycles.instructions.size() != static_cast<std::size_t>(machine.operation_count()))
    return {
        error("cycle-table-mismatch", fmt::format("the cycle table has {} operations, the machine {}",
                                                  cycles.instructions.size(), machine.operation_count()))};
  for (int op = 0; op < machine.operation_count(); ++op) {
    const Instruction& operation = machine.operation(op);
    const CycleTable::Entry& entry = cycles.instructions[static_cast<std::size_t>(op)];
    if (entry.path_clocks.size() != operation.ir.paths.size() || entry.trap_clocks.size() != trap_actions(operation.ir).size())
      diagnostics.push_back(error("cycle-table-mismatch",
                                  "the cycle table has other paths or traps for '" + operation.word + "'"));
  }
  return diagnostics;
}

// One line for each instruction that has clocks in the list, and for all instructions where its clocks begin.
struct ClockList {
  std::string clocks, first;
  std::size_t count = 0;

  void add(const std::vector<int>& entries, const std::string& name, std::size_t op) {
    first += fmt::format("{},{}", count, op % 16 == 15 ? "\n" : " ");
    count += entries.size();
    if (entries.empty()) return;
    std::string numbers;
    for (const int entry : entries) numbers += fmt::format("{}, ", entry);
    clocks += fmt::format("{:<16}// {}\n", numbers, name);
  }
};

std::string stalls_text() {
  std::string text;
  for (int bytes = 0; bytes <= 4; ++bytes) {
    text += fmt::format("{}{{{{{}, {}}}, {{{}, {}}}}}", bytes ? ", " : "", fetch_stalls(bytes, false, false),
                        fetch_stalls(bytes, false, true), fetch_stalls(bytes, true, false),
                        fetch_stalls(bytes, true, true));
  }
  return text;
}

}  // namespace

Result<FileSet> emit_systemc(const Machine& machine, const CycleTable& cycles) {
  if (Diagnostics mismatch = check_table(machine, cycles); has_errors(mismatch)) return mismatch;
  Result<FileSet> files = emit_vm(machine);
  if (!files) return files;
  ClockList paths, traps;
  const std::vector<std::string> names = op_enumerators(machine);
  for (std::size_t op = 0; op < names.size(); ++op) {
    paths.add(cycles.instructions[op].path_clocks, names[op], op);
    traps.add(cycles.instructions[op].trap_clocks, names[op], op);
  }
  Result<std::string> table =
      fill_template_file("tlm_cycles.hpp.in", {{"machine", machine.name},
                                               {"hash", machine.config_hash},
                                               {"bad_pc", std::to_string(CycleTable::kBadPcClocks)},
                                               {"illegal", std::to_string(CycleTable::kIllegalClocks)},
                                               {"stack_trap", std::to_string(CycleTable::kStackTrapClocks)},
                                               {"stalls", stalls_text()},
                                               {"refill", machine.has_tasks() ? std::to_string(cycles.refill_clocks) : ""},
                                               {"paths", paths.clocks},
                                               {"first_paths", paths.first},
                                               {"trap_clocks", traps.clocks},
                                               {"first_traps", traps.first}});
  if (!table) return table.diagnostics();
  (*files)["rexa_cycles.hpp"] = *table;
  (*files)["rexa_tlm.hpp"] = "// The SystemC model of the machine '" + machine.name +
                             "'. Generated; do not edit.\n"
                             "#pragma once\n\n"
                             "#include \"rexa_cycles.hpp\"\n"
                             "#include \"rexa_vm_core.hpp\"\n"
                             "#include \"sim/plugin/tlm_core.hpp\"\n\n"
                             "namespace rexa {\n"
                             "using RexaCore = plugin::TlmCore<vm::Core, vm::Cycles>;\n"
                             "}  // namespace rexa\n";
  if (Diagnostics failed =
          add_home_files(*files, {"sim/engine_abi.h", "sim/plugin/observers.hpp", "sim/plugin/vm_engine.hpp",
                                  "sim/plugin/clock_observers.hpp", "sim/plugin/tlm_core.hpp"});
      has_errors(failed))
    return failed;
  return files;
}

Result<FileSet> emit_systemc_engine(const Machine& machine, const CycleTable& cycles) {
  Result<FileSet> files = emit_systemc(machine, cycles);
  if (!files) return files;
  if (Diagnostics failed = add_home_files(*files, {"sim/plugin/tlm_engine.hpp"}); has_errors(failed))
    return failed;
  (*files)["tlm_engine.cpp"] =
      "// The SystemC model as an engine of the toolkit (sim/engine_abi.h). Generated; do not edit.\n"
      "#include \"rexa_tlm.hpp\"\n"
      "#include \"sim/plugin/tlm_engine.hpp\"\n\n"
      "extern \"C\" const RexaEngineApi* rexa_engine_api() {\n"
      "  return rexa::plugin::tlm_engine_api<rexa::vm::Core, rexa::vm::Cycles>();\n"
      "}\n\n"
      "// The SystemC library asks for one; no one calls it.\n"
      "int sc_main(int, char*[]) { return 0; }\n";
  return files;
}

}  // namespace rexa
