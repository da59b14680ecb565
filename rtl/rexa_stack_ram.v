// The part of a stack below its registers. A cell written in one clock can be read in that same clock: its
// value goes past the RAM, whose own output is then undefined.
`default_nettype none

module rexa_stack_ram #(
    parameter WIDTH = 16,
    parameter ADDR_BITS = 6
) (
    input  wire                 clk_i,

    input  wire                 we_i,
    input  wire [ADDR_BITS-1:0] waddr_i,
    input  wire [WIDTH-1:0]     wdata_i,

    input  wire [ADDR_BITS-1:0] raddr_i,
    output wire [WIDTH-1:0]     rdata_o
);
  wire [WIDTH-1:0] ram_rdata;
  reg  [WIDTH-1:0] written_q;
  reg              bypass_q;

  rexa_ram #(
      .WIDTH(WIDTH), .ADDR_BITS(ADDR_BITS), .WORDS(1 << ADDR_BITS)
  ) ram (
      .clk_i(clk_i),
      .we_i(we_i), .waddr_i(waddr_i), .wdata_i(wdata_i),
      .raddr_i(raddr_i), .rdata_o(ram_rdata)
  );

  always @(posedge clk_i) begin
    written_q <= wdata_i;
    bypass_q <= we_i && waddr_i == raddr_i;
  end

  assign rdata_o = bypass_q ? written_q : ram_rdata;

endmodule

`default_nettype wire
