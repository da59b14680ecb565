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

// Prints the module around the core.
class Top {
 public:
  Top(const Machine& machine, std::string module, bool retirement)
      : machine_(machine), module_(std::move(module)), retirement_(retirement), w_(machine.parameters.cell_bits),
        lanes_(machine.parameters.cell_bytes()) {}

  std::string print() {
    head();
    core();
    code_memory();
    data_memory();
    if (machine_.has_tasks()) system_memory();
    out_ += "\nendmodule\n\n`default_nettype wire\n";
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
  }
  int host() const { return host_cells(machine_); }
  int frame_cells() const { return machine_.parameters.data_bytes / lanes_; }

  void head() {
    line("// {} of configuration '{}'.", retirement_ ? "Core and memories with the retirement port" : "Node: core and memories",
         machine_.name);
    line("// Generated.");
    line("`default_nettype none\n\nmodule {} (", module_);
    line("    input  wire        clk_i,\n    input  wire        rst_ni,\n    input  wire [{}:0] entry_i,\n", w_ - 1);
    line("    // loading, while rst_ni is low: 16-bit words of code, cells of data{}",
         machine_.has_tasks() ? " and of system memory, registers" : "");
    line("    input  wire        load_code_we_i,\n    input  wire        load_data_we_i,");
    if (machine_.has_tasks())
      line("    input  wire        load_system_we_i,\n    input  wire        load_register_we_i,");
    line("    input  wire [15:0] load_addr_i,\n    input  wire [{}:0] load_wdata_i,\n", w_ - 1);
    if (host() > 0) {
      line("    // host data: the second port of the upper part of data memory, cells from its start. A write is taken in");
      line("    // a clock in which host_ready_o is high, which is when the core does not write there itself.");
      line("    input  wire [{}:0] host_addr_i,", host_address_bits(machine_) - 1);
      line("    input  wire [{}:0] host_we_i,   // by byte", lanes_ - 1);
      line("    input  wire [{}:0] host_wdata_i,", w_ - 1);
      line("    output wire        host_ready_o,");
      line("    output wire [{}:0] host_rdata_o,  // one clock after the address\n", w_ - 1);
    }
    line("    // ports: a read is answered in the same clock, and the answer registered");
    line("    output wire [{0}:0] port_addr_o,\n    output wire        port_we_o,\n    output wire [{0}:0] port_wdata_o,", w_ - 1);
    line("    output wire        port_re_o,\n    input  wire [{}:0] port_rdata_i,\n", w_ - 1);
    out_ += "    output wire        halted_o,\n    output wire [7:0]  trap_o";
    const auto ports = retirement_ports(machine_);
    if (retirement_)
      for (const VerilogPort& port : ports) out_ += fmt::format(",\n    output wire {:<7} {}", port.range, port.name);
    line("\n);");
    std::string unused = "load_addr_i";
    if (!retirement_)
      for (const VerilogPort& port : ports) {
        line("  wire {:<7} {};", port.range, port.name);
        unused += ", " + port.name;
      }
    line("  wire unused = &{{1'b0, {}}};\n", unused);
  }

  void core() {
    const int code = code_address_bits(machine_), data = data_address_bits(machine_);
    line("  wire [{}:0] code_addr;\n  wire [15:0] code_rdata;", code - 1);
    line("  wire [{}:0] data_raddr, data_waddr;\n  wire [{}:0] data_rdata, data_wdata;\n  wire [{}:0] data_we;", data - 1,
         w_ - 1, lanes_ - 1);
    if (machine_.has_tasks())
      line("  wire [{}:0] system_raddr, system_waddr;\n  wire [{}:0] system_rdata, system_wdata;\n  wire system_we;",
           system_address_bits(machine_) - 1, w_ - 1);
    line("\n  rexa_core core (\n      .clk_i(clk_i), .rst_ni(rst_ni), .entry_i(entry_i),");
    line("      .code_addr_o(code_addr), .code_rdata_i(code_rdata),");
    line("      .data_raddr_o(data_raddr), .data_rdata_i(data_rdata),");
    line("      .data_we_o(data_we), .data_waddr_o(data_waddr), .data_wdata_o(data_wdata),");
    line("      .port_addr_o(port_addr_o), .port_we_o(port_we_o), .port_wdata_o(port_wdata_o),");
    line("      .port_re_o(port_re_o), .port_rdata_i(port_rdata_i),");
    if (machine_.has_tasks()) {
      line("      .register_we_i(load_register_we_i), .register_addr_i(load_addr_i[3:0]), .register_wdata_i(load_wdata_i),");
      line("      .system_raddr_o(system_raddr), .system_rdata_i(system_rdata),");
      line("      .system_we_o(system_we), .system_waddr_o(system_waddr), .system_wdata_o(system_wdata),");
    }
    out_ += "      .halted_o(halted_o), .trap_o(trap_o)";
    for (const VerilogPort& port : retirement_ports(machine_)) out_ += fmt::format(",\n      .{}({})", port.name, port.name);
    line("\n  );\n");
  }

  void code_memory() {
    const int code = code_address_bits(machine_);
    line("  rexa_ram #(.WIDTH(16), .ADDR_BITS({}), .WORDS({})) code_memory (\n      .clk_i(clk_i),", code,
         machine_.parameters.code_bytes / 2);
    line("      .we_i(load_code_we_i), .waddr_i(load_addr_i[{}:0]), .wdata_i(load_wdata_i[15:0]),", code - 1);
    line("      .raddr_i(code_addr), .rdata_o(code_rdata)\n  );\n");
  }

  void data_memory() {
    const int data = data_address_bits(machine_);
    line("  wire [{0}:0] lanes = rst_ni ? data_we : {{{1} {{load_data_we_i}}}};", lanes_ - 1, lanes_);
    line("  wire [{0}:0] waddr = rst_ni ? data_waddr : load_addr_i[{0}:0];", data - 1);
    line("  wire [{}:0] wdata = rst_ni ? data_wdata : load_wdata_i;", w_ - 1);
    if (host() > 0) return split_data_memory();
    for (int lane = 0; lane < lanes_; ++lane) data_lane(lane, data, fmt::format("lanes[{}]", lane), "", "data_rdata");
  }

  void data_lane(int lane, int bits, const std::string& we, const std::string& part, const char* rdata) {
    line("\n  rexa_ram #(.WIDTH(8), .ADDR_BITS({}), .WORDS({})) data_memory_{} (\n      .clk_i(clk_i),", bits, frame_cells(),
         lane);
    line("      .we_i({}), .waddr_i(waddr{}), .wdata_i(wdata[{}:{}]),", we, part, 8 * lane + 7, 8 * lane);
    line("      .raddr_i(data_raddr{}), .rdata_o({}[{}:{}])\n  );", part, rdata, 8 * lane + 7, 8 * lane);
  }

  // Frames' data below, host data above.
  void split_data_memory() {
    const int data = data_address_bits(machine_), bits = host_address_bits(machine_);
    const int frame_bits = bits_for(frame_cells());
    const std::string limit = fmt::format("{}'d{}", data, frame_cells());
    line("\n  // The upper part holds host data: the core comes first, the outside writes when it does not.");
    line("  wire [{}:0] host_raddr = data_raddr - {};", data - 1, limit);
    line("  wire [{}:0] host_waddr = waddr - {};", data - 1, limit);
    line("  wire host_write = waddr >= {};", limit);
    line("  wire [{}:0] frame_rdata, upper_rdata;", w_ - 1);
    line("  reg host_read_q;");
    line("  always @(posedge clk_i) host_read_q <= data_raddr >= {};", limit);
    line("  assign data_rdata = host_read_q ? upper_rdata : frame_rdata;");
    line("  assign host_ready_o = rst_ni && !(host_write && lanes != {}'d0);", lanes_);
    line("  wire [{0}:0] host_lanes = host_ready_o ? host_we_i : host_write ? lanes : {1}'d0;", lanes_ - 1, lanes_);
    line("  wire [{0}:0] host_addr = host_ready_o ? host_addr_i : host_waddr[{0}:0];", bits - 1);
    line("  wire [{}:0] host_wdata = host_ready_o ? host_wdata_i : wdata;", w_ - 1);
    line("  wire unused_host = &{{1'b0, host_raddr, host_waddr}};");
    const std::string part = frame_bits < data ? fmt::format("[{}:0]", frame_bits - 1) : "";
    for (int lane = 0; lane < lanes_; ++lane) {
      data_lane(lane, frame_bits, fmt::format("lanes[{}] && !host_write", lane), part, "frame_rdata");
      line("\n  rexa_host_ram #(.WIDTH(8), .ADDR_BITS({}), .WORDS({})) host_memory_{} (\n      .clk_i(clk_i),", bits, host(),
           lane);
      const std::string range = fmt::format("[{}:{}]", 8 * lane + 7, 8 * lane);
      line("      .we_i(host_lanes[{}]), .waddr_i(host_addr), .wdata_i(host_wdata{}),", lane, range);
      line("      .raddr_i(host_raddr[{}:0]), .rdata_o(upper_rdata{}),", bits - 1, range);
      line("      .host_raddr_i(host_addr_i), .host_rdata_o(host_rdata_o{})\n  );", range);
    }
  }

  void system_memory() {
    const int bits = system_address_bits(machine_);
    line("\n  rexa_ram #(.WIDTH({}), .ADDR_BITS({}), .WORDS({})) system_memory (\n      .clk_i(clk_i),", w_, bits,
         machine_.system_cells());
    line("      .we_i(rst_ni ? system_we : load_system_we_i), .waddr_i(rst_ni ? system_waddr : load_addr_i[{}:0]),", bits - 1);
    line("      .wdata_i(rst_ni ? system_wdata : load_wdata_i),");
    line("      .raddr_i(system_raddr), .rdata_o(system_rdata)\n  );");
  }

  const Machine& machine_;
  std::string module_;
  bool retirement_;
  int w_, lanes_;
  std::string out_;
};

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
  if (machine.has_tasks()) {
    ports.push_back({cell, "ret_task_o"});
    ports.push_back({"", "ret_rebase_o"});
    ports.push_back({"", "ret_stops_o"});
  }
  return ports;
}

int code_address_bits(const Machine& machine) { return bits_for(machine.parameters.code_bytes / 2); }
int data_address_bits(const Machine& machine) {
  return bits_for(machine.parameters.all_data_bytes() / machine.parameters.cell_bytes());
}
int system_address_bits(const Machine& machine) { return bits_for(machine.system_cells()); }
int task_bits(const Machine& machine) {
  return machine.has_tasks() && machine.parameters.tasks > 1 ? bits_for(machine.parameters.tasks) : 0;
}
int host_cells(const Machine& machine) {
  const Parameters& p = machine.parameters;
  return (p.all_data_bytes() - p.data_bytes) / p.cell_bytes();
}
int host_address_bits(const Machine& machine) { return bits_for(host_cells(machine)); }

std::string verilog_machine(const Machine& machine, const std::string& module, bool retirement) {
  return Top(machine, module, retirement).print();
}

}  // namespace rexa
