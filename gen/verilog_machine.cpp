#include <fmt/format.h>

#include "gen/verilog_expression.hpp"
#include "gen/verilog_ports.hpp"

namespace rexa {

namespace {

int bits_for(int count) {
  int bits = 1;
  while ((1 << bits) < count) ++bits;
  return bits;
}

}  // namespace

int depth_bits(int limit) { return bits_for(limit + 1); }
int stack_address_bits(int limit) { return bits_for(limit); }

std::vector<VerilogPort> retirement_ports(const Machine& machine) {
  const std::string cell = fmt::format("[{}:0]", machine.parameters.cell_bits - 1);
  std::vector<VerilogPort> ports = {{"", "ret_valid_o"},      {"[7:0]", "ret_trap_o"},   {"", "ret_halt_o"},
                             {"[15:0]", "ret_op_o"},   {cell, "ret_pc_o"},        {cell, "ret_next_pc_o"},
                             {"[31:0]", "ret_insn_o"}, {"[2:0]", "ret_length_o"}};
  for (int i = 0; i < kStackCount; ++i) {
    const std::string depth = fmt::format("[{}:0]", depth_bits(machine.parameters.stack_cells[i]) - 1);
    const std::string stack = std::string("ret_") + kStackNames[i];
    ports.push_back({depth, stack + "_depth_before_o"});
    ports.push_back({depth, stack + "_depth_o"});
    for (int r = 0; r < machine.core.top_registers[i]; ++r) {
      ports.push_back({cell, fmt::format("{}_{}_before_o", stack, r)});
      ports.push_back({cell, fmt::format("{}_{}_o", stack, r)});
    }
  }
  ports.push_back({"[4:0]", "ret_mem_bytes_o"});
  ports.push_back({cell, "ret_mem_addr_o"});
  ports.push_back({fmt::format("[{}:0]", 2 * machine.parameters.cell_bits - 1), "ret_mem_data_o"});
  ports.push_back({"[1:0]", "ret_port_kind_o"});
  ports.push_back({cell, "ret_port_o"});
  ports.push_back({cell, "ret_port_data_o"});
  return ports;
}

int code_address_bits(const Machine& machine) { return bits_for(machine.parameters.code_bytes / 2); }
int data_address_bits(const Machine& machine) {
  return bits_for(machine.parameters.data_bytes / machine.parameters.cell_bytes());
}

// The core with its memories: the top of simulations (with the retirement port) and of nodes (without).
std::string verilog_machine(const Machine& machine, const std::string& module, bool retirement) {
  const int w = machine.parameters.cell_bits;
  const int code = code_address_bits(machine), data = data_address_bits(machine);
  std::string out = fmt::format(
      "// {0} of configuration '{1}'.\n"
      "// Generated.\n"
      "`default_nettype none\n\nmodule {2} (\n"
      "    input  wire        clk_i,\n    input  wire        rst_ni,\n    input  wire [{3}:0] entry_i,\n\n"
      "    // loading, while rst_ni is low: 16-bit words of code, cells of data\n"
      "    input  wire        load_code_we_i,\n    input  wire        load_data_we_i,\n"
      "    input  wire [15:0] load_addr_i,\n    input  wire [{3}:0] load_wdata_i,\n\n"
      "    // ports: a read is answered in the same clock, and the answer registered\n"
      "    output wire [{3}:0] port_addr_o,\n    output wire        port_we_o,\n    output wire [{3}:0] port_wdata_o,\n"
      "    output wire        port_re_o,\n    input  wire [{3}:0] port_rdata_i,\n\n"
      "    output wire        halted_o,\n    output wire [7:0]  trap_o",
      retirement ? "Core and memories with the retirement port" : "Node: core and memories", machine.name, module, w - 1);
  const auto ports = retirement_ports(machine);
  if (retirement)
    for (const VerilogPort& port : ports) out += fmt::format(",\n    output wire {:<7} {}", port.range, port.name);
  out += "\n);\n";
  std::string unused = "load_addr_i";
  if (!retirement)
    for (const VerilogPort& port : ports) {
      out += fmt::format("  wire {:<7} {};\n", port.range, port.name);
      unused += ", " + port.name;
    }
  out += fmt::format("  wire unused = &{{1'b0, {}}};\n\n", unused);
  out += fmt::format("  wire [{}:0] code_addr;\n  wire [15:0] code_rdata;\n", code - 1);
  out += fmt::format("  wire [{}:0] data_raddr, data_waddr;\n  wire [{}:0] data_rdata, data_wdata;\n  wire [{}:0] data_we;\n",
                     data - 1, w - 1, w / 8 - 1);
  out += "\n  rexa_core core (\n      .clk_i(clk_i), .rst_ni(rst_ni), .entry_i(entry_i),\n"
         "      .code_addr_o(code_addr), .code_rdata_i(code_rdata),\n"
         "      .data_raddr_o(data_raddr), .data_rdata_i(data_rdata),\n"
         "      .data_we_o(data_we), .data_waddr_o(data_waddr), .data_wdata_o(data_wdata),\n"
         "      .port_addr_o(port_addr_o), .port_we_o(port_we_o), .port_wdata_o(port_wdata_o),\n"
         "      .port_re_o(port_re_o), .port_rdata_i(port_rdata_i),\n"
         "      .halted_o(halted_o), .trap_o(trap_o)";
  for (const VerilogPort& port : ports) out += fmt::format(",\n      .{}({})", port.name, port.name);
  out += "\n  );\n\n";
  out += fmt::format(
      "  rexa_ram #(.WIDTH(16), .ADDR_BITS({}), .WORDS({})) code_memory (\n      .clk_i(clk_i),\n"
      "      .we_i(load_code_we_i), .waddr_i(load_addr_i[{}:0]), .wdata_i(load_wdata_i[15:0]),\n"
      "      .raddr_i(code_addr), .rdata_o(code_rdata)\n  );\n\n",
      code, machine.parameters.code_bytes / 2, code - 1);
  out += fmt::format("  wire [{0}:0] lanes = rst_ni ? data_we : {{{1} {{load_data_we_i}}}};\n", w / 8 - 1, w / 8);
  out += fmt::format("  wire [{0}:0] waddr = rst_ni ? data_waddr : load_addr_i[{0}:0];\n", data - 1);
  out += fmt::format("  wire [{}:0] wdata = rst_ni ? data_wdata : load_wdata_i;\n", w - 1);
  for (int lane = 0; lane < w / 8; ++lane)
    out += fmt::format(
        "\n  rexa_ram #(.WIDTH(8), .ADDR_BITS({0}), .WORDS({1})) data_memory_{2} (\n      .clk_i(clk_i),\n"
        "      .we_i(lanes[{2}]), .waddr_i(waddr), .wdata_i(wdata[{3}:{4}]),\n"
        "      .raddr_i(data_raddr), .rdata_o(data_rdata[{3}:{4}])\n  );\n",
        data, machine.parameters.data_bytes / (w / 8), lane, 8 * lane + 7, 8 * lane);
  return out + "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace rexa
