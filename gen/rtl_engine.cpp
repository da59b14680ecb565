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
    text += fmt::format("case {}:\n", s);
    for (int r = 0; r < registers; ++r)
      text += fmt::format("  if (below == {1}) return m.rexa_machine__DOT__core__DOT__{0}_{1}_q;\n", kStackNames[s], r);
    text += fmt::format(
        "  return m.rexa_machine__DOT__core__DOT__{}_stack__DOT__ram__DOT__mem[(depth + {} - below) & {}];\n",
        kStackNames[s], registers, (1 << stack_address_bits(machine.parameters.stack_cells[s])) - 1);
  }
  text.pop_back();
  return text;
}

std::string data_lanes(const Machine& machine) {
  std::string text;
  for (int lane = 0; lane < machine.parameters.cell_bytes(); ++lane)
    text += fmt::format("{0}case {1}: return m.rexa_machine__DOT__data_memory_{1}__DOT__mem[address / {2}];",
                        lane ? "\n" : "", lane, machine.parameters.cell_bytes());
  return text;
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
                                    {"data_bytes", std::to_string(machine.parameters.data_bytes)},
                                    {"bad_pc", std::to_string(bad_pc)},
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
