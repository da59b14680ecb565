// Block RAM with one write port and two read ports, for memory that the outside shares with the core: two block
// RAMs that are written alike, as small FPGAs have no RAM with more ports.
`default_nettype none

module rexa_host_ram #(
    parameter WIDTH = 8,
    parameter ADDR_BITS = 8,
    parameter WORDS = 256
) (
    input  wire                 clk_i,

    input  wire                 we_i,
    input  wire [ADDR_BITS-1:0] waddr_i,
    input  wire [WIDTH-1:0]     wdata_i,

    // the core's
    input  wire [ADDR_BITS-1:0] raddr_i,
    output wire [WIDTH-1:0]     rdata_o,

    // the outside's
    input  wire [ADDR_BITS-1:0] host_raddr_i,
    output wire [WIDTH-1:0]     host_rdata_o
);
  rexa_ram #(
      .WIDTH(WIDTH), .ADDR_BITS(ADDR_BITS), .WORDS(WORDS)
  ) ram (
      .clk_i(clk_i),
      .we_i(we_i), .waddr_i(waddr_i), .wdata_i(wdata_i),
      .raddr_i(raddr_i), .rdata_o(rdata_o)
  );

  rexa_ram #(
      .WIDTH(WIDTH), .ADDR_BITS(ADDR_BITS), .WORDS(WORDS)
  ) host_ram (
      .clk_i(clk_i),
      .we_i(we_i), .waddr_i(waddr_i), .wdata_i(wdata_i),
      .raddr_i(host_raddr_i), .rdata_o(host_rdata_o)
  );

endmodule

`default_nettype wire
