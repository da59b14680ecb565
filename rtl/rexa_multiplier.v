// Unsigned multiplier, one register stage: operands in one clock, product in the next. The form that FPGA
// tools map to a DSP block where there is one.
`default_nettype none

module rexa_multiplier #(
    parameter WIDTH = 16
) (
    input  wire               clk_i,
    input  wire [WIDTH-1:0]   a_i,
    input  wire [WIDTH-1:0]   b_i,
    output reg  [2*WIDTH-1:0] product_o
);
  always @(posedge clk_i) product_o <= a_i * b_i;

endmodule

`default_nettype wire
