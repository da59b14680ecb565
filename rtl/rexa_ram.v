// Block RAM with one read and one write port. What a read returns while the same word is written is
// undefined, so that no tool needs to add logic for it; nothing in the core depends on it.
`default_nettype none

module rexa_ram #(
    parameter WIDTH = 16,
    parameter ADDR_BITS = 8,
    parameter WORDS = 256
) (
    input  wire                 clk_i,

    input  wire                 we_i,
    input  wire [ADDR_BITS-1:0] waddr_i,
    input  wire [WIDTH-1:0]     wdata_i,

    input  wire [ADDR_BITS-1:0] raddr_i,
    output reg  [WIDTH-1:0]     rdata_o
);
  (* ram_style = "block" *)
  reg [WIDTH-1:0] mem [0:WORDS-1]  /*verilator public_flat_rd*/;

  always @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    rdata_o <= mem[raddr_i];
    if (we_i && waddr_i == raddr_i) rdata_o <= {WIDTH{1'bx}};
  end

endmodule

`default_nettype wire
