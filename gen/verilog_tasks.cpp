#include "gen/verilog_tasks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/verilog_expression.hpp"
#include "gen/verilog_ports.hpp"

namespace rexa {
namespace {

std::string upper(std::string name) {
  for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return name;
}

int bits_for(int count) {
  int bits = 1;
  while ((1 << bits) < count) ++bits;
  return bits;
}

int most_registers(const Machine& machine) {
  return *std::max_element(machine.core.top_registers, machine.core.top_registers + kStackCount);
}
int refill_bits(const Machine& machine) { return bits_for(most_registers(machine) + 2); }

// Lines of Verilog.
class Text {
 public:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    text_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

std::string task_ports(const Machine& machine) {
  if (!machine.has_tasks()) return "";
  Text out;
  const int w = machine.parameters.cell_bits, address = system_address_bits(machine);
  out.line("    // machine registers, loaded by number while rst_ni is low");
  out.line("    input  wire        register_we_i,");
  out.line("    input  wire [3:0]  register_addr_i,");
  out.line("    input  wire [{}:0] register_wdata_i,\n", w - 1);
  out.line("    // system memory: cells, data one clock after the address");
  out.line("    output reg  [{}:0] system_raddr_o,", address - 1);
  out.line("    input  wire [{}:0] system_rdata_i,", w - 1);
  out.line("    output wire        system_we_o,");
  out.line("    output reg  [{}:0] system_waddr_o,", address - 1);
  out.line("    output reg  [{}:0] system_wdata_o,\n", w - 1);
  return out.take();
}

std::string task_declarations(const Machine& machine) {
  if (!machine.has_tasks()) return "";
  Text out;
  const int w = machine.parameters.cell_bits, refill = refill_bits(machine);
  const int slice = bits_for(machine.parameters.slice_instructions);
  out.line("\n  // Machine registers.");
  for (const Register& r : machine.registers) {
    out.line("  reg [{}:0] {}_q /*verilator public_flat_rd*/;  // {}", w - 1, r.name, r.doc);
    out.line("  reg [{}:0] {}_d;", w - 1, r.name);
  }
  const int system = bits_for(static_cast<int>(machine.system_operations.size()) + 1);
  out.line("\n  // The operation that the machine carries out by itself next, instead of an instruction.");
  out.line("  localparam [{}:0] SYSTEM_NONE = {};", system - 1, verilog_constant(0, system));
  for (std::size_t i = 0; i < machine.system_operations.size(); ++i)
    out.line("  localparam [{}:0] SYSTEM_{} = {};", system - 1, upper(machine.system_operations[i].name),
             verilog_constant(static_cast<int>(i) + 1, system));
  out.line("  reg [{}:0] system_q;", system - 1);
  out.line("  wire system = system_q != SYSTEM_NONE;");
  out.line("  reg [{}:0] slice_q;  // instructions since the last switch", slice - 1);
  out.line("  wire slice_ends = slice_q == {};", verilog_constant(machine.parameters.slice_instructions - 1, slice));
  out.line("  wire others = alive_q > {};  // more than one task lives: the machine outlives its task", verilog_constant(1, w));
  out.line("  reg rebase, reschedule, system_write;");
  out.line("\n  // Loads the stack registers of another task, or of other depths: counts down the clocks that are left.");
  out.line("  reg [{}:0] refill_q /*verilator public_flat_rd*/;", refill - 1);
  out.line("  wire refilling = refill_q != {};", verilog_constant(0, refill));
  for (int s = 0; s < kStackCount; ++s) {
    const int registers = machine.core.top_registers[s];
    const int address = stack_address_bits(machine.parameters.stack_cells[s]);
    std::string offset;
    for (int r = 0; r < registers; ++r)
      offset += fmt::format("refill_q == {} ? {} : ", verilog_constant(most_registers(machine) + 1 - r, refill),
                            verilog_constant(registers - r, address));
    out.line("  wire [{}:0] {}_refill = {}{};", address - 1, kStackNames[s], offset, verilog_constant(0, address));
  }
  out.line("\n  // The task's code, or the library's.");
  out.line("  wire bad_pc = (pc - code_lo_q) >= code_span_q && pc >= shared_span_q;");
  std::string list;
  for (const Register& r : machine.registers) list += fmt::format(", {}_q", r.name);
  out.line("  wire unused_tasks = &{{1'b0, beyond_memory, system_rdata_i{}}};", list);
  return out.take();
}

std::string task_defaults(const Machine& machine) {
  if (!machine.has_tasks()) return "";
  Text out;
  const int address = system_address_bits(machine);
  for (const Register& r : machine.registers) out.line("    {0}_d = {0}_q;", r.name);
  for (int s = 0; s < kStackCount; ++s) out.line("    {0}_rebase = {0}_depth_q;", kStackNames[s]);
  out.line("    rebase = 1'b0;");
  out.line("    reschedule = 1'b0;");
  out.line("    system_write = 1'b0;");
  out.line("    system_raddr_o = {0};\n    system_waddr_o = {0};", verilog_constant(0, address));
  out.line("    system_wdata_o = data_0_q;");
  return out.take();
}

std::string task_registers(const Machine& machine) {
  if (!machine.has_tasks()) return "";
  Text out;
  const int w = machine.parameters.cell_bits, refill = refill_bits(machine), most = most_registers(machine);
  const int slice = bits_for(machine.parameters.slice_instructions);
  out.line("  // Machine registers; a task that ends with others left leaves its cause to `end`.");
  out.line("  assign system_we_o = acts && system_write;");
  out.line("  always @(posedge clk_i) begin");
  out.line("    if (!rst_ni) begin");
  out.line("      if (register_we_i)");
  out.line("        case (register_addr_i)");
  for (std::size_t i = 0; i < machine.registers.size(); ++i)
    out.line("          4'd{}: {}_q <= register_wdata_i;", i, machine.registers[i].name);
  out.line("          default: ;");
  out.line("        endcase");
  out.line("    end else if (commit) begin");
  for (const Register& r : machine.registers) out.line("      {0}_q <= {0}_d;", r.name);
  out.line("      if (halt && others) cause_q <= {};", verilog_constant(0, w));
  out.line("    end else if (trap != TRAP_NONE && others) begin");
  out.line("      cause_q <= {{{}'d0, trap}};", w - 8);
  out.line("    end");
  out.line("  end\n");
  out.line("  // What comes next: the instruction at hand, or a system operation.");
  out.line("  always @(posedge clk_i) begin");
  out.line("    if (!rst_ni) begin");
  out.line("      system_q <= SYSTEM_NONE;");
  out.line("      slice_q <= {};", verilog_constant(0, slice));
  out.line("      refill_q <= {};", verilog_constant(0, refill));
  out.line("    end else if (active) begin");
  out.line("      if (refilling) refill_q <= refill_q - {};", verilog_constant(1, refill));
  out.line("      else if (commit && rebase) refill_q <= {};", verilog_constant(most + 1, refill));
  out.line("      if (trap != TRAP_NONE || (commit && halt)) begin");
  out.line("        if (others) system_q <= SYSTEM_END;");
  out.line("      end else if (commit && system) begin");
  out.line("        system_q <= reschedule ? SYSTEM_SWITCH : SYSTEM_NONE;");
  out.line("        if (system_q == SYSTEM_SWITCH) slice_q <= {};", verilog_constant(0, slice));
  out.line("      end else if (commit && reschedule) begin");
  out.line("        system_q <= SYSTEM_SWITCH;");
  out.line("      end else if (commit && alive_d > {}) begin", verilog_constant(1, w));
  out.line("        slice_q <= slice_q + {};", verilog_constant(1, slice));
  out.line("        if (slice_ends) system_q <= SYSTEM_SWITCH;");
  out.line("      end else if (commit) begin");
  out.line("        slice_q <= {};", verilog_constant(0, slice));
  out.line("      end");
  out.line("    end");
  out.line("  end\n");
  return out.take();
}

std::string task_retirement(const Machine& machine) {
  if (!machine.has_tasks()) return "";
  Text out;
  out.line("  assign ret_task_o = task_q;");
  out.line("  assign ret_rebase_o = commit && rebase;");
  out.line("  assign ret_stops_o = (trap != TRAP_NONE || ret_halt_o) && !others;");
  return out.take();
}

}  // namespace rexa
