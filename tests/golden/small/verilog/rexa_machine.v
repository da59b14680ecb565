// Core and memories with the retirement port of configuration 'small'.
// Generated.
`default_nettype none

module rexa_machine (
    input  wire        clk_i,
    input  wire        rst_ni,
    input  wire [15:0] entry_i,

    // loading, while rst_ni is low: 16-bit words of code, cells of data
    input  wire        load_code_we_i,
    input  wire        load_data_we_i,
    input  wire [15:0] load_addr_i,
    input  wire [15:0] load_wdata_i,

    // ports: a read is answered in the same clock, and the answer registered
    output wire [15:0] port_addr_o,
    output wire        port_we_o,
    output wire [15:0] port_wdata_o,
    output wire        port_re_o,
    input  wire [15:0] port_rdata_i,

    output wire        halted_o,
    output wire [7:0]  trap_o,
    output wire         ret_valid_o,
    output wire [7:0]   ret_trap_o,
    output wire         ret_halt_o,
    output wire [15:0]  ret_op_o,
    output wire [15:0]  ret_pc_o,
    output wire [15:0]  ret_next_pc_o,
    output wire [31:0]  ret_insn_o,
    output wire [2:0]   ret_length_o,
    output wire [4:0]   ret_data_depth_before_o,
    output wire [4:0]   ret_data_depth_o,
    output wire [15:0]  ret_data_0_before_o,
    output wire [15:0]  ret_data_0_o,
    output wire [15:0]  ret_data_1_before_o,
    output wire [15:0]  ret_data_1_o,
    output wire [3:0]   ret_return_depth_before_o,
    output wire [3:0]   ret_return_depth_o,
    output wire [15:0]  ret_return_0_before_o,
    output wire [15:0]  ret_return_0_o,
    output wire [3:0]   ret_loop_depth_before_o,
    output wire [3:0]   ret_loop_depth_o,
    output wire [15:0]  ret_loop_0_before_o,
    output wire [15:0]  ret_loop_0_o,
    output wire [15:0]  ret_loop_1_before_o,
    output wire [15:0]  ret_loop_1_o,
    output wire [4:0]   ret_mem_bytes_o,
    output wire [15:0]  ret_mem_addr_o,
    output wire [31:0]  ret_mem_data_o,
    output wire [1:0]   ret_port_kind_o,
    output wire [15:0]  ret_port_o,
    output wire [15:0]  ret_port_data_o
);
  wire unused = &{1'b0, load_addr_i};

  wire [7:0] code_addr;
  wire [15:0] code_rdata;
  wire [4:0] data_raddr, data_waddr;
  wire [15:0] data_rdata, data_wdata;
  wire [1:0] data_we;

  rexa_core core (
      .clk_i(clk_i), .rst_ni(rst_ni), .entry_i(entry_i),
      .code_addr_o(code_addr), .code_rdata_i(code_rdata),
      .data_raddr_o(data_raddr), .data_rdata_i(data_rdata),
      .data_we_o(data_we), .data_waddr_o(data_waddr), .data_wdata_o(data_wdata),
      .port_addr_o(port_addr_o), .port_we_o(port_we_o), .port_wdata_o(port_wdata_o),
      .port_re_o(port_re_o), .port_rdata_i(port_rdata_i),
      .halted_o(halted_o), .trap_o(trap_o),
      .ret_valid_o(ret_valid_o),
      .ret_trap_o(ret_trap_o),
      .ret_halt_o(ret_halt_o),
      .ret_op_o(ret_op_o),
      .ret_pc_o(ret_pc_o),
      .ret_next_pc_o(ret_next_pc_o),
      .ret_insn_o(ret_insn_o),
      .ret_length_o(ret_length_o),
      .ret_data_depth_before_o(ret_data_depth_before_o),
      .ret_data_depth_o(ret_data_depth_o),
      .ret_data_0_before_o(ret_data_0_before_o),
      .ret_data_0_o(ret_data_0_o),
      .ret_data_1_before_o(ret_data_1_before_o),
      .ret_data_1_o(ret_data_1_o),
      .ret_return_depth_before_o(ret_return_depth_before_o),
      .ret_return_depth_o(ret_return_depth_o),
      .ret_return_0_before_o(ret_return_0_before_o),
      .ret_return_0_o(ret_return_0_o),
      .ret_loop_depth_before_o(ret_loop_depth_before_o),
      .ret_loop_depth_o(ret_loop_depth_o),
      .ret_loop_0_before_o(ret_loop_0_before_o),
      .ret_loop_0_o(ret_loop_0_o),
      .ret_loop_1_before_o(ret_loop_1_before_o),
      .ret_loop_1_o(ret_loop_1_o),
      .ret_mem_bytes_o(ret_mem_bytes_o),
      .ret_mem_addr_o(ret_mem_addr_o),
      .ret_mem_data_o(ret_mem_data_o),
      .ret_port_kind_o(ret_port_kind_o),
      .ret_port_o(ret_port_o),
      .ret_port_data_o(ret_port_data_o)
  );

  rexa_ram #(.WIDTH(16), .ADDR_BITS(8), .WORDS(256)) code_memory (
      .clk_i(clk_i),
      .we_i(load_code_we_i), .waddr_i(load_addr_i[7:0]), .wdata_i(load_wdata_i[15:0]),
      .raddr_i(code_addr), .rdata_o(code_rdata)
  );

  wire [1:0] lanes = rst_ni ? data_we : {2 {load_data_we_i}};
  wire [4:0] waddr = rst_ni ? data_waddr : load_addr_i[4:0];
  wire [15:0] wdata = rst_ni ? data_wdata : load_wdata_i;

  rexa_ram #(.WIDTH(8), .ADDR_BITS(5), .WORDS(32)) data_memory_0 (
      .clk_i(clk_i),
      .we_i(lanes[0]), .waddr_i(waddr), .wdata_i(wdata[7:0]),
      .raddr_i(data_raddr), .rdata_o(data_rdata[7:0])
  );

  rexa_ram #(.WIDTH(8), .ADDR_BITS(5), .WORDS(32)) data_memory_1 (
      .clk_i(clk_i),
      .we_i(lanes[1]), .waddr_i(waddr), .wdata_i(wdata[15:8]),
      .raddr_i(data_raddr), .rdata_o(data_rdata[15:8])
  );

endmodule

`default_nettype wire
