#include "gen/verilog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "gen/verilog_instruction.hpp"
#include "gen/verilog_ports.hpp"
#include "gen/verilog_tasks.hpp"

namespace rexa {
namespace {

std::string upper(std::string name) {
  for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return name;
}

class Core {
 public:
  Core(const Machine& machine, const std::vector<hls::Schedule>& schedules)
      : machine_(machine), schedules_(schedules), w_(machine.parameters.cell_bits) {
    int steps = 1;
    for (const hls::Schedule& s : schedules_) steps = std::max(steps, s.steps);
    pool_.step_bits = depth_bits(steps - 1);
  }

  std::string print() {
    const std::string decode = decoder();  // fills the pool
    system_decode_ = system_decoder();
    multiplies_ = uses(hls::NodeKind::kMultiply);
    divides_ = uses(hls::NodeKind::kDivide);
    head();
    declarations(decode);
    instances();
    lengths();
    next_state(decode);
    registers();
    retirement();
    out_ += "\nendmodule\n\n`default_nettype wire\n";
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
  }
  bool uses(hls::NodeKind kind) const {
    for (const hls::Schedule& s : schedules_)
      for (std::size_t n = 0; n < s.problem.nodes.size(); ++n)
        if (s.issue[n] != kNone && s.problem.nodes[n].kind == kind) return true;
    return false;
  }
  bool tasks() const { return machine_.has_tasks(); }
  int registers_of(int stack) const { return machine_.core.top_registers[stack]; }
  int depth_width(int stack) const { return depth_bits(machine_.parameters.stack_cells[stack]); }
  int address_width(int stack) const { return stack_address_bits(machine_.parameters.stack_cells[stack]); }

  void head() {
    line("// REXA core of configuration '{}': {} instructions, {}-bit cells.", machine_.name,
         machine_.instructions.size(), w_);
    line("// Generated from the instruction-set specification; each instruction names its place there.");
    line("`default_nettype none\n");
    line("module rexa_core (");
    line("    input  wire        clk_i,");
    line("    input  wire        rst_ni,         // low: stopped, then starts at entry_i with empty stacks");
    line("    input  wire [{}:0] entry_i,", w_ - 1);
    line("");
    line("    // code memory: 16-bit words, data one clock after the address");
    line("    output wire [{}:0] code_addr_o,", code_address_bits(machine_) - 1);
    line("    input  wire [15:0] code_rdata_i,");
    line("");
    line("    // data memory: cells, a write enable for each byte");
    line("    output reg  [{}:0] data_raddr_o,", data_address_bits(machine_) - 1);
    line("    input  wire [{}:0] data_rdata_i,", w_ - 1);
    line("    output wire [{}:0] data_we_o,", w_ / 8 - 1);
    line("    output reg  [{}:0] data_waddr_o,", data_address_bits(machine_) - 1);
    line("    output reg  [{}:0] data_wdata_o,", w_ - 1);
    line("");
    line("    // ports: a read is answered in the same clock, and the answer registered");
    line("    output reg  [{}:0] port_addr_o,", w_ - 1);
    line("    output wire        port_we_o,");
    line("    output reg  [{}:0] port_wdata_o,", w_ - 1);
    line("    output wire        port_re_o,");
    line("    input  wire [{}:0] port_rdata_i,", w_ - 1);
    line("");
    out_ += task_ports(machine_);
    line("    // status: stopped by `halt` or by a trap");
    line("    output wire        halted_o,");
    line("    output wire [7:0]  trap_o,");
    line("");
    line("    // retirement: one instruction, at the clock edge that ends this clock. Values before it are the");
    line("    // core's registers, values after it follow. On a trap nothing changes.");
    const auto ports = retirement_ports(machine_);
    for (std::size_t i = 0; i < ports.size(); ++i)
      line("    output wire {:<7} {}{}", ports[i].range, ports[i].name, i + 1 < ports.size() ? "," : "");
    line(");");
  }

  void declarations(const std::string& decode) {
    line("  localparam [7:0] TRAP_NONE = 8'd0;");
    for (const Trap& trap : machine_.traps)
      if (trap.name == "bad_pc" || trap.name == "illegal" || decode.find("TRAP_" + upper(trap.name)) != std::string::npos)
        line("  localparam [7:0] TRAP_{} = 8'd{};", upper(trap.name), trap.code);
    line("\n  // Architectural state: the top cells of each stack and its depth; pc is in the fetch unit, deeper");
    line("  // cells are in the stack RAMs (cell d below the top at address depth + registers - d).");
    for (int i = 0; i < kStackCount; ++i) {
      for (int r = 0; r < registers_of(i); ++r)
        line("  reg [{0}:0] {1}_{2}_q, {1}_{2}_d;", w_ - 1, kStackNames[i], r);
      line("  reg [{0}:0] {1}_depth_q;", depth_width(i) - 1, kStackNames[i]);
    }
    line("  reg [7:0] trap_q;");
    line("  reg running_q;  // out of reset; inputs are registered, so that none reaches far into the core");
    line("  reg halted_q, halt;");
    line("  reg [{}:0] port_rdata_q;", w_ - 1);
    line("\n  // The step of the current instruction, and values that it keeps from one step to the next.");
    line("  reg [{}:0] step_q;", pool_.step_bits - 1);
    for (const auto& [bits, count] : pool_.temporaries())
      for (int k = 0; k < count; ++k) line("  reg [{0}:0] t{1}_{2}_q, t{1}_{2}_d;", bits - 1, bits, k);
    line("\n  wire [31:0] insn;");
    line("  wire [{}:0] pc, next_pc;", w_ - 1);
    line("  wire ready, {};", tasks() ? "beyond_memory" : "bad_pc");
    line("  reg [2:0] length;");
    line("  wire active = running_q && trap_q == TRAP_NONE && !halted_q;");
    out_ += task_declarations(machine_);
    if (tasks()) {
      line("\n  wire turn = active && !refilling;");
      line("  wire go = turn && (system || (ready && !bad_pc));  // a step is taken");
      line("  wire [7:0] trap = !turn || system ? TRAP_NONE : bad_pc ? TRAP_BAD_PC : ready ? fault : TRAP_NONE;");
    } else {
      line("  wire go = active && ready && !bad_pc;  // a step is taken");
      line("  wire [7:0] trap = !active ? TRAP_NONE : bad_pc ? TRAP_BAD_PC : ready ? fault : TRAP_NONE;");
    }
    line("  wire done = go && last;");
    line("  wire commit = done && fault == TRAP_NONE;");
    line("\n  // Values within a step.");
    std::string all;
    for (const auto& [bits, count] : pool_.variables())
      for (int k = 0; k < count; ++k) {
        line("  reg [{}:0] x{}_{};", bits - 1, bits, k);
        all += fmt::format("{}x{}_{}", all.empty() ? "" : ", ", bits, k);
      }
    line("\n  // What the current step does, if it is its turn: `last` ends the instruction, `fault` undoes it.");
    line("  reg last, jump, port_read, port_write;");
    line("  reg [7:0] fault;");
    line("  reg [15:0] op;");
    line("  reg [2:0] store_bytes;");
    line("  reg [{}:0] store_lanes;", w_ / 8 - 1);
    line("  reg [{}:0] store_addr, target;", w_ - 1);
    for (int i = 0; i < kStackCount; ++i) {
      const bool peeks = decode.find(fmt::format("{}_peek", kStackNames[i])) != std::string::npos;
      line("  reg [{}:0] {}_change;", depth_width(i) - 1, kStackNames[i]);
      line("  reg {}_write;", kStackNames[i]);
      if (peeks) {
        line("  reg {}_peek;", kStackNames[i]);
        line("  reg [{}:0] {}_peek_addr;", address_width(i) - 1, kStackNames[i]);
      }
      line("  reg [{0}:0] {1}_woffset, {1}_roffset;  // RAM addresses, relative to the depth", address_width(i) - 1,
           kStackNames[i]);
      line("  reg [{0}:0] {1}_wdata;", w_ - 1, kStackNames[i]);
      if (tasks()) line("  reg [{0}:0] {1}_rebase;", depth_width(i) - 1, kStackNames[i]);
      line("  wire [{0}:0] {1}_depth_d = {2}{1}_depth_q + {1}_change;", depth_width(i) - 1, kStackNames[i],
           tasks() ? fmt::format("rebase ? {}_rebase : ", kStackNames[i]) : "");
      line("  wire [{0}:0] {1}_waddr = {1}_depth_q[{0}:0] + {1}_woffset;", address_width(i) - 1, kStackNames[i]);
      line("  wire [{0}:0] {1}_raddr = {2}{1}_depth_q[{0}:0] + (go ? {1}_roffset : {3});", address_width(i) - 1,
           kStackNames[i], peeks ? fmt::format("go && {0}_peek ? {0}_peek_addr : ", kStackNames[i]) : "",
           tasks() ? fmt::format("{}_refill", kStackNames[i]) : verilog_constant(0, address_width(i)));
      line("  wire [{0}:0] {1}_ram;", w_ - 1, kStackNames[i]);
      if ((decode + system_decode_).find(fmt::format("({}_depth -", kStackNames[i])) != std::string::npos)
        line("  wire [{0}:0] {1}_depth = {{{2}'d0, {1}_depth_q}};", w_ - 1, kStackNames[i], w_ - depth_width(i));
    }
    if (multiplies_) {
      line("  reg [{}:0] multiply_a, multiply_b;", w_ - 1);
      line("  wire [{}:0] product;", 2 * w_ - 1);
    }
    if (divides_) {
      line("  reg divide_start, divide_half, divide_signed;");
      line("  reg [{}:0] dividend, divisor;", 2 * w_ - 1);
      line("  wire [{}:0] quotient, remainder;", 2 * w_ - 1);
    }
    // A machine of a few instructions has no use for some of these.
    line("  wire unused = &{{1'b0, insn, store_addr, data_rdata_i, port_rdata_q, data_ram, return_ram, loop_ram{}{}{}{}}};",
         multiplies_ ? ", product" : "", divides_ ? ", quotient, remainder" : "", all.empty() ? "" : ", ", all);
  }

  void instances() {
    line("\n  rexa_fetch #(");
    line("      .PC_BITS({}), .ADDR_BITS({}), .CODE_BYTES(32'd{})", w_, code_address_bits(machine_),
         machine_.parameters.code_bytes);
    line("  ) fetch (");
    line("      .clk_i(clk_i), .rst_ni(running_q), .entry_i(entry_i),");
    line("      .code_addr_o(code_addr_o), .code_rdata_i(code_rdata_i),");
    line("      .pc_o(pc), .next_pc_o(next_pc), .insn_o(insn), .ready_o(ready), .bad_pc_o({}),",
         tasks() ? "beyond_memory" : "bad_pc");
    line("      .length_i(length),");
    line("      .done_i(commit), .jump_i(jump), .target_i(target)");
    line("  );\n");
    for (int i = 0; i < kStackCount; ++i) {
      // Each task has a partition of its own.
      const int partition = task_bits(machine_);
      auto address = [&](const char* name) {
        return partition ? fmt::format("{{task_q[{}:0], {}_{}}}", partition - 1, kStackNames[i], name)
                         : fmt::format("{}_{}", kStackNames[i], name);
      };
      line("  rexa_stack_ram #(.WIDTH({}), .ADDR_BITS({})) {}_stack (", w_, address_width(i) + partition, kStackNames[i]);
      line("      .clk_i(clk_i),");
      line("      .we_i(go && {0}_write && fault == TRAP_NONE), .waddr_i({1}), .wdata_i({0}_wdata),", kStackNames[i],
           address("waddr"));
      line("      .raddr_i({1}), .rdata_o({0}_ram)", kStackNames[i], address("raddr"));
      line("  );\n");
    }
    if (multiplies_)
      line("  rexa_multiplier #(.WIDTH({})) multiplier (\n      .clk_i(clk_i), .a_i(multiply_a), .b_i(multiply_b), "
           ".product_o(product)\n  );\n", w_);
    if (divides_)
      line("  rexa_divider #(.WIDTH({})) divider (\n      .clk_i(clk_i), .start_i(go && divide_start), .half_i(divide_half), "
           ".signed_i(divide_signed),\n      .dividend_i(dividend), .divisor_i(divisor), .quotient_o(quotient), "
           ".remainder_o(remainder)\n  );\n", 2 * w_);
  }

  // Patterns of a first (or second) byte, '?' where bits are operand.
  static std::string byte_pattern(const Instruction& instruction, const Format& format, int byte) {
    std::string pattern;
    for (int bit = 0; bit < 8; ++bit) {
      const int index = byte * 8 + bit;
      const int shift = format.bytes * 8 - 1 - index;
      pattern += format.pattern[index] == 'i' ? '?' : ((instruction.base >> shift) & 1) ? '1' : '0';
    }
    return pattern;
  }

  // Instructions by pattern of their first byte; several under one pattern differ in the second.
  std::map<std::string, std::vector<int>> by_first_byte() const {
    std::map<std::string, std::vector<int>> groups;
    for (std::size_t op = 0; op < machine_.instructions.size(); ++op) {
      const Instruction& instruction = machine_.instructions[op];
      groups[byte_pattern(instruction, machine_.formats[instruction.format], 0)].push_back(static_cast<int>(op));
    }
    return groups;
  }

  bool second_page(const std::vector<int>& ops) const {
    const Format& format = machine_.formats[machine_.instructions[ops[0]].format];
    return format.pattern.size() > 8 && format.pattern.substr(8).find('o') != std::string::npos;
  }

  std::string decoder() {
    std::string text;
    auto emit = [&](int op, int indent) {
      for (const std::string& s : verilog_instruction(machine_, op, schedules_[op], pool_, indent)) text += s + "\n";
    };
    for (const auto& [pattern, ops] : by_first_byte()) {
      text += fmt::format("      8'b{}: begin\n", pattern);
      if (!second_page(ops)) {
        emit(ops[0], 8);
      } else {
        text += "        casez (insn[23:16])\n";
        for (int op : ops) {
          const Instruction& instruction = machine_.instructions[op];
          text += fmt::format("          8'b{}: begin\n",
                              byte_pattern(instruction, machine_.formats[instruction.format], 1));
          emit(op, 12);
          text += "          end\n";
        }
        text += "          default: fault = TRAP_ILLEGAL;\n        endcase\n";
      }
      text += "      end\n";
    }
    return text;
  }

  // Before the instruction at hand comes what the machine does by itself.
  std::string system_decoder() {
    std::string text;
    for (std::size_t i = 0; i < machine_.system_operations.size(); ++i) {
      const int op = static_cast<int>(machine_.instructions.size() + i);
      text += fmt::format("{}if (system_q == SYSTEM_{}) begin\n", i ? "    end else " : "",
                          upper(machine_.system_operations[i].name));
      for (const std::string& s : verilog_instruction(machine_, op, schedules_[op], pool_, 6)) text += s + "\n";
    }
    return text.empty() ? text : text + "    end else ";
  }

  void lengths() {
    line("  // Length in bytes, from the first one.");
    line("  always @* begin");
    line("    casez (insn[31:24])");
    for (const auto& [pattern, ops] : by_first_byte())
      line("      8'b{}: length = 3'd{};", pattern, machine_.formats[machine_.instructions[ops[0]].format].bytes);
    line("      default: length = 3'd1;");
    line("    endcase");
    line("  end\n");
  }

  void next_state(const std::string& decode) {
    line("  // One step of the current instruction.");
    line("  always @* begin");
    for (int i = 0; i < kStackCount; ++i) {
      const char* s = kStackNames[i];
      for (int r = 0; r < registers_of(i); ++r) line("    {0}_{1}_d = {0}_{1}_q;", s, r);
      line("    {}_change = {};", s, verilog_constant(0, depth_width(i)));
      line("    {}_write = 1'b0;", s);
      line("    {}_woffset = {};", s, verilog_constant(1, address_width(i)));
      line("    {}_roffset = {};", s, verilog_constant(0, address_width(i)));
      line("    {}_wdata = {}_{}_q;", s, s, registers_of(i) - 1);
      if (decode.find(fmt::format("{}_peek", s)) != std::string::npos)
        line("    {0}_peek = 1'b0;\n    {0}_peek_addr = {1};", s, verilog_constant(0, address_width(i)));
    }
    for (const auto& [bits, count] : pool_.temporaries())
      for (int k = 0; k < count; ++k) line("    t{0}_{1}_d = t{0}_{1}_q;", bits, k);
    for (const auto& [bits, count] : pool_.variables())
      for (int k = 0; k < count; ++k) line("    x{}_{} = {};", bits, k, verilog_constant(0, bits));
    line("    fault = TRAP_NONE;");
    line("    halt = 1'b0;");
    line("    last = 1'b0;");
    line("    jump = 1'b0;");
    line("    target = return_0_q;");
    line("    op = 16'hFFFF;");
    const int cell_shift = w_ == 32 ? 2 : 1;
    const std::string cell = fmt::format("data_0_q[{}:{}]", data_address_bits(machine_) + cell_shift - 1, cell_shift);
    line("    data_raddr_o = {0};\n    data_waddr_o = {0};", cell);
    line("    data_wdata_o = data_1_q;");
    line("    store_bytes = 3'd0;");
    line("    store_lanes = {};", verilog_constant(0, w_ / 8));
    line("    store_addr = data_0_q;");
    line("    port_read = 1'b0;");
    line("    port_write = 1'b0;");
    line("    port_addr_o = data_0_q;");
    line("    port_wdata_o = data_1_q;");
    if (multiplies_) line("    multiply_a = data_1_q;\n    multiply_b = data_0_q;");
    if (divides_)
      line("    divide_start = 1'b0;\n    divide_half = 1'b0;\n    divide_signed = 1'b0;\n"
           "    dividend = {0};\n    divisor = {0};", verilog_constant(0, 2 * w_));
    out_ += task_defaults(machine_);
    line("    {}casez (insn[31:24])", system_decode_);
    out_ += decode;
    line("      default: fault = TRAP_ILLEGAL;");
    line("    endcase");
    line("  end\n");
  }

  void registers() {
    line("  // A trap leaves everything as it was before the instruction.");
    line("  wire acts = go && fault == TRAP_NONE;");
    line("  assign data_we_o = acts ? store_lanes : {};", verilog_constant(0, w_ / 8));
    line("  assign port_we_o = acts && port_write;");
    line("  assign port_re_o = acts && port_read;");
    line("  assign halted_o = halted_q;");
    line("  assign trap_o = trap_q;\n");
    line("  always @(posedge clk_i) begin");
    for (const auto& [bits, count] : pool_.temporaries())
      for (int k = 0; k < count; ++k) line("    t{0}_{1}_q <= t{0}_{1}_d;", bits, k);
    line("    running_q <= rst_ni;");
    line("    port_rdata_q <= port_rdata_i;");
    line("    if (commit) begin");
    for (int i = 0; i < kStackCount; ++i)
      for (int r = 0; r < registers_of(i); ++r) line("      {0}_{1}_q <= {0}_{1}_d;", kStackNames[i], r);
    line("    end");
    if (tasks()) refill();
    line("    if (!rst_ni) begin");
    line("      step_q <= {}'d0;", pool_.step_bits);
    line("      trap_q <= TRAP_NONE;");
    line("      halted_q <= 1'b0;");
    for (int i = 0; i < kStackCount; ++i)
      line("      {}_depth_q <= {};", kStackNames[i], verilog_constant(0, depth_width(i)));
    line("    end else if (active) begin");
    line("      if (go) step_q <= last{1} ? {0}'d0 : step_q + {0}'d1;", pool_.step_bits,
         tasks() ? " || fault != TRAP_NONE" : "");
    line("      trap_q <= {}trap;", tasks() ? "others ? TRAP_NONE : " : "");
    line("      if (commit) begin");
    line("        halted_q <= halt{};", tasks() ? " && !others" : "");
    for (int i = 0; i < kStackCount; ++i) line("        {0}_depth_q <= {0}_depth_d;", kStackNames[i]);
    line("      end");
    line("    end");
    line("  end\n");
    out_ += task_registers(machine_);
  }

  // After a rebase: a register for each cell that the RAM gives, top first.
  void refill() {
    const int most = *std::max_element(machine_.core.top_registers, machine_.core.top_registers + kStackCount);
    for (int i = 0; i < kStackCount; ++i)
      for (int r = 0; r < registers_of(i); ++r)
        line("    if (refill_q == {2}) {0}_{1}_q <= {0}_ram;", kStackNames[i], r,
             verilog_constant(most - r, depth_bits(most + 1)));
  }

  void retirement() {
    line("  // Retirement port. Writes of earlier steps are remembered for it.");
    line("  reg [4:0] mem_bytes_q;");
    line("  reg [{}:0] mem_addr_q;", w_ - 1);
    line("  reg [{}:0] mem_data_q;", 2 * w_ - 1);
    line("  reg [1:0] port_kind_q;");
    line("  reg [{}:0] port_q, port_data_q;", w_ - 1);
    line("  wire [{}:0] store_value = data_wdata_o & (store_bytes == 3'd1 ? {} : store_bytes == 3'd2 ? {} : {});",
         w_ - 1, verilog_constant(0xFF, w_), verilog_constant(0xFFFF, w_), verilog_constant(-1, w_));
    line("  wire stores = acts && store_bytes != 3'd0;");
    line("  wire first = mem_bytes_q == 5'd0;");
    line("  assign ret_mem_bytes_o = trap != TRAP_NONE ? 5'd0 : mem_bytes_q + (stores ? {{2'd0, store_bytes}} : 5'd0);");
    line("  assign ret_mem_addr_o = stores && first ? store_addr : mem_addr_q;");
    line("  assign ret_mem_data_o = mem_data_q | (stores ? {{{}'d0, store_value}} << {{mem_bytes_q, 3'd0}} : {});",
         w_, verilog_constant(0, 2 * w_));
    line("  wire [1:0] port_kind = port_we_o ? 2'd1 : port_re_o ? 2'd2 : port_kind_q;");
    line("  assign ret_port_kind_o = trap != TRAP_NONE ? 2'd0 : port_kind;");
    line("  assign ret_port_o = port_we_o || port_re_o ? port_addr_o : port_q;");
    line("  assign ret_port_data_o = port_we_o ? port_wdata_o : port_data_q;");
    line("  always @(posedge clk_i) begin");
    line("    mem_bytes_q <= !rst_ni || done ? 5'd0 : ret_mem_bytes_o;");
    line("    mem_addr_q <= ret_mem_addr_o;");
    line("    mem_data_q <= !rst_ni || done ? {} : ret_mem_data_o;", verilog_constant(0, 2 * w_));
    line("    port_kind_q <= !rst_ni || done ? 2'd0 : port_kind;");
    line("    port_q <= ret_port_o;");
    line("    port_data_q <= port_re_o ? port_rdata_i : ret_port_data_o;");
    line("  end\n");
    line("  assign ret_valid_o = done || trap != TRAP_NONE;");
    line("  assign ret_trap_o = trap;");
    line("  assign ret_halt_o = commit && halt;");
    line("  assign ret_op_o = {}bad_pc ? 16'hFFFF : op;", tasks() ? "!system && " : "");
    line("  assign ret_pc_o = pc;");
    line("  assign ret_next_pc_o = !commit ? pc : jump ? target : next_pc;");
    line("  assign ret_insn_o = insn;");
    line("  assign ret_length_o = {}length;", tasks() ? "system ? 3'd0 : " : "");
    out_ += task_retirement(machine_);
    for (int i = 0; i < kStackCount; ++i) {
      line("  assign ret_{0}_depth_before_o = {0}_depth_q;", kStackNames[i]);
      line("  assign ret_{0}_depth_o = commit ? {0}_depth_d : {0}_depth_q;", kStackNames[i]);
      for (int r = 0; r < registers_of(i); ++r) {
        line("  assign ret_{0}_{1}_before_o = {0}_{1}_q;", kStackNames[i], r);
        line("  assign ret_{0}_{1}_o = commit ? {0}_{1}_d : {0}_{1}_q;", kStackNames[i], r);
      }
    }
  }

  const Machine& machine_;
  const std::vector<hls::Schedule>& schedules_;
  int w_;
  VerilogPool pool_;
  bool multiplies_ = false, divides_ = false;
  std::string system_decode_;
  std::string out_;
};

}  // namespace

namespace {

// Where a node's surroundings find the functions and data of the host that the configuration names.
std::string host_header(const Machine& machine) {
  const int w = machine.parameters.cell_bits;
  const auto constant_name = [](const std::string& prefix, const std::string& name) {
    std::string out = prefix;
    for (char c : name) {
      const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
      out += plain ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : '_';
    }
    return out;
  };
  std::string out = fmt::format(
      "// Functions and data of the host, configuration '{}', to be included in a module. Generated.\n"
      "// A call writes the arguments to the ports after the function's own, then the number of arguments to its\n"
      "// own port: the function is called. Results are read from the ports after its own.\n",
      machine.name);
  int port = kFirstHostPort;
  for (const HostFunction& function : machine.host_functions) {
    out += fmt::format("localparam [{}:0] {} = {}'d{};  // {}, {} in, {} out\n", w - 1,
                       constant_name("HOST_PORT_", function.name), w, port, function.name, function.inputs,
                       function.outputs);
    port += kPortsPerFunction;
  }
  for (const HostData& data : machine.host_data) {
    out += fmt::format("localparam [{}:0] {} = {}'d{};  // {}, {} elements of {} bits\n", w - 1,
                       constant_name("HOST_DATA_", data.name), w, data.address, data.name, data.length, data.bits);
  }
  return out;
}

}  // namespace

Result<FileSet> emit_verilog(const Machine& machine, const std::vector<hls::Schedule>& schedules) {
  FileSet files;
  if (!machine.host_functions.empty() || !machine.host_data.empty()) {
    files["rexa_host.vh"] = host_header(machine);
  }
  files["rexa_core.v"] = Core(machine, schedules).print();
  files["rexa_machine.v"] = verilog_machine(machine, "rexa_machine", true);
  files["rexa_node.v"] = verilog_machine(machine, "rexa_node", false);
  std::vector<std::string> modules = {"rexa_fetch.v", "rexa_ram.v", "rexa_stack_ram.v", "rexa_multiplier.v",
                                      "rexa_divider.v"};
  if (host_cells(machine) > 0) modules.push_back("rexa_host_ram.v");
  for (const std::string& name : modules) {
    auto text = read_file(home_folder() + "/rtl/" + name);
    if (!text) return text.diagnostics();
    files[name] = *text;
  }
  return files;
}

std::string verilog_of_instruction(const Machine& machine, const hls::Schedule& schedule) {
  VerilogPool pool;
  const int op = machine.op_number(*schedule.problem.instruction);
  std::string text;
  for (const std::string& line : verilog_instruction(machine, op, schedule, pool, 0)) text += line + "\n";
  return text;
}

}  // namespace rexa
