// Serial divider, signed or unsigned, one quotient bit a clock: restoring division of magnitudes, signs put
// back at the end (quotient truncated toward zero, remainder with the dividend's sign). The time does not
// depend on the operands: results are valid WIDTH + 1 clocks after `start_i` for full-width operands and
// WIDTH/2 + 1 for half-width ones (`half_i`; sign-extended operands, the low half of the results counts),
// and stay until the next start. Division by zero gives quotient 0 and remainder 0.
`default_nettype none

module rexa_divider #(
    parameter WIDTH = 32
) (
    input  wire             clk_i,
    input  wire             start_i,
    input  wire             half_i,
    input  wire             signed_i,
    input  wire [WIDTH-1:0] dividend_i,
    input  wire [WIDTH-1:0] divisor_i,
    output wire [WIDTH-1:0] quotient_o,
    output wire [WIDTH-1:0] remainder_o
);
  localparam HALF = WIDTH / 2;

  reg [WIDTH-1:0] quotient_q, remainder_q, divisor_q;
  reg             negate_quotient_q, negate_remainder_q, zero_q;

  wire dividend_negative = signed_i && dividend_i[WIDTH-1];
  wire divisor_negative = signed_i && divisor_i[WIDTH-1];
  wire [WIDTH-1:0] dividend = dividend_negative ? -dividend_i : dividend_i;

  // One step: shift the next dividend bit in, subtract if it goes.
  wire [WIDTH:0] shifted = {remainder_q, quotient_q[WIDTH-1]};
  wire [WIDTH:0] difference = shifted - {1'b0, divisor_q};
  wire           goes = !difference[WIDTH];

  // Counts down the steps left; the registers rest at zero.
  localparam COUNT_BITS = $clog2(WIDTH + 1);
  reg [COUNT_BITS-1:0] left_q;

  always @(posedge clk_i) begin
    if (start_i) begin
      // Half-width operands sit in the upper half, so that as many steps as they have bits suffice.
      quotient_q <= half_i ? {dividend[HALF-1:0], {HALF{1'b0}}} : dividend;
      remainder_q <= {WIDTH{1'b0}};
      divisor_q <= divisor_negative ? -divisor_i : divisor_i;
      negate_quotient_q <= dividend_negative != divisor_negative;
      negate_remainder_q <= dividend_negative;
      zero_q <= divisor_i == {WIDTH{1'b0}};
      left_q <= half_i ? HALF[COUNT_BITS-1:0] : WIDTH[COUNT_BITS-1:0];
    end else if (left_q != {COUNT_BITS{1'b0}}) begin
      quotient_q <= {quotient_q[WIDTH-2:0], goes};
      remainder_q <= goes ? difference[WIDTH-1:0] : shifted[WIDTH-1:0];
      left_q <= left_q - 1'b1;
    end
  end

  assign quotient_o = zero_q ? {WIDTH{1'b0}} : negate_quotient_q ? -quotient_q : quotient_q;
  assign remainder_o = zero_q ? {WIDTH{1'b0}} : negate_remainder_q ? -remainder_q : remainder_q;

endmodule

`default_nettype wire
