#include "gen/rtl_engine.hpp"

#include <fmt/format.h>

#include "gen/text_template.hpp"
#include "gen/verilog.hpp"
#include "gen/verilog_ports.hpp"

namespace rexa {

namespace {

std::string stack_cells(const Machine& machine) {
  std::string text;
  for (int s = 0; s < kStackCount; ++s) {
    const int registers = machine.core.top_registers[s];
    const int cells = 1 << stack_address_bits(machine.parameters.stack_cells[s]);
    text += fmt::format("case {}:\n", s);
    for (int r = 0; r < registers; ++r)
      text += fmt::format("  if (below == {1} && settled(m)) return m.rexa_machine__DOT__core__DOT__{0}_{1}_q;\n", kStackNames[s], r);
    text += fmt::format(
        "  return m.rexa_machine__DOT__core__DOT__{}_stack__DOT__ram__DOT__mem[partition(m) * {} + ((depth + {} - below) & {})];\n",
        kStackNames[s], cells, registers, cells - 1);
  }
  text.pop_back();
  return text;
}

std::string data_lanes(const Machine& machine) {
  std::string text;
  const int below = machine.parameters.data_bytes, bytes = machine.parameters.cell_bytes();
  if (host_cells(machine) > 0) {
    for (int lane = 0; lane < bytes; ++lane)
      text += fmt::format("{3}case {0}: if (address >= {1}) return m.rexa_machine__DOT__host_memory_{0}__DOT__ram__DOT__mem"
                          "[(address - {1}) / {2}]; else return m.rexa_machine__DOT__data_memory_{0}__DOT__mem[address / {2}];",
                          lane, below, bytes, lane ? "\n" : "");
    return text;
  }
  for (int lane = 0; lane < machine.parameters.cell_bytes(); ++lane)
    text += fmt::format("{0}case {1}: return m.rexa_machine__DOT__data_memory_{1}__DOT__mem[address / {2}];",
                        lane ? "\n" : "", lane, machine.parameters.cell_bytes());
  return text;
}

// Members of RtlConfig.
std::string task_access(const Machine& machine) {
  const std::string core = "m.rexa_machine__DOT__core__DOT__";
  if (!machine.has_tasks())
    return "static bool settled(const Model&) { return true; }\n"
           "static uint32_t partition(const Model&) { return 0; }\n"
           "static uint32_t task(const Vrexa_machine&) { return 0; }\n"
           "static bool rebases(const Vrexa_machine&) { return false; }\n"
           "static bool stops(const Vrexa_machine& top) { return top.ret_trap_o || top.ret_halt_o; }\n"
           "static void load_system(Vrexa_machine&, bool) {}\n"
           "static void load_register(Vrexa_machine&, bool) {}\n"
           "static uint32_t system(const Model&, uint32_t) { return 0; }\n"
           "static uint32_t machine_register(const Model&, uint32_t) { return 0; }";
  std::string registers;
  for (std::size_t i = 0; i < machine.registers.size(); ++i)
    registers += fmt::format("    case {}: return {}{}_q;\n", i, core, machine.registers[i].name);
  return fmt::format(
      "static bool settled(const Model& m) {{ return {0}refill_q == 0; }}\n"
      "static uint32_t partition(const Model& m) {{ return {0}task_q & {1}; }}\n"
      "static uint32_t task(const Vrexa_machine& top) {{ return top.ret_task_o; }}\n"
      "static bool rebases(const Vrexa_machine& top) {{ return top.ret_rebase_o; }}\n"
      "static bool stops(const Vrexa_machine& top) {{ return top.ret_stops_o; }}\n"
      "static void load_system(Vrexa_machine& top, bool enable) {{ top.load_system_we_i = enable; }}\n"
      "static void load_register(Vrexa_machine& top, bool enable) {{ top.load_register_we_i = enable; }}\n"
      "static uint32_t system(const Model& m, uint32_t at) {{ return m.rexa_machine__DOT__system_memory__DOT__mem[at]; }}\n"
      "static uint32_t machine_register(const Model& m, uint32_t index) {{\n"
      "  switch (index) {{\n{2}  }}\n"
      "  return 0;\n"
      "}}",
      core, (1 << task_bits(machine)) - 1, registers);
}

}  // namespace

Result<FileSet> emit_rtl_engine(const Machine& machine, const std::vector<hls::Schedule>& schedules) {
  auto verilog = emit_verilog(machine, schedules);
  if (!verilog) return verilog.diagnostics();
  FileSet files = *verilog;
  files.erase("rexa_node.v");
  int bad_pc = 0;
  for (const Trap& trap : machine.traps)
    if (trap.name == "bad_pc") bad_pc = trap.code;
  auto config = fill_template_file("rtl_config.hpp.in",
                                   {{"name", machine.name},
                                    {"cell_bits", std::to_string(machine.parameters.cell_bits)},
                                    {"config_hash", machine.config_hash},
                                    {"data_bytes", std::to_string(machine.parameters.all_data_bytes())},
                                    {"bad_pc", std::to_string(bad_pc)},
                                    {"system_cells", std::to_string(machine.system_cells())},
                                    {"registers", std::to_string(machine.registers.size())},
                                    {"task_access", task_access(machine)},
                                    {"stack_cells", stack_cells(machine)},
                                    {"data_lanes", data_lanes(machine)},
                                    {"cell_bytes", std::to_string(machine.parameters.cell_bytes())}});
  if (!config) return config.diagnostics();
  files["rexa_rtl_config.hpp"] = *config;
  for (const char* name : {"sim/engine_abi.h", "sim/plugin/rtl_engine.hpp"}) {
    auto text = read_file(home_folder() + "/" + name);
    if (!text) return text.diagnostics();
    files[name] = *text;
  }
  files["rtl_engine.cpp"] =
      "// The rtl engine's one symbol. Generated.\n"
      "#include \"rexa_rtl_config.hpp\"\n#include \"sim/plugin/rtl_engine.hpp\"\n\n"
      "extern \"C\" const RexaEngineApi* rexa_engine_api() {\n"
      "  return rexa::plugin::rtl_engine_api<rexa::plugin::RtlConfig>();\n}\n";
  return files;
}

}  // namespace rexa
