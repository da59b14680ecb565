// Instruction fetch: a byte stream from 16-bit code memory, prefetching while instructions execute.
//
// The word at the memory's output and the one before it form the window. Where the current instruction
// starts depends on `mode`:
//
//   mode      window                            reached
//   kMemory   mem = word of pc                  after a jump; past instructions of two words
//   kHeld     held = word of pc, mem = next     in sequence
//   kSplit    first byte kept, held, mem        a four-byte instruction at an odd address
//
// At an odd address that was not jumped to the mode is always kHeld, and at an even address only the first
// two bytes are used without a wait; so the stalls depend on length, address and the last instruction alone
// (fetch_stalls in hls/cycle_table.hpp).
`default_nettype none

module rexa_fetch #(
    parameter PC_BITS = 16,
    parameter ADDR_BITS = 12,        // of code memory, in 16-bit words
    parameter [31:0] CODE_BYTES = 8192
) (
    input  wire                 clk_i,
    input  wire                 rst_ni,
    input  wire [PC_BITS-1:0]   entry_i,    // where to start

    // code memory, data one clock after the address
    output reg  [ADDR_BITS-1:0] code_addr_o,
    input  wire [15:0]          code_rdata_i,

    // current instruction
    output wire [PC_BITS-1:0]   pc_o,
    output wire [PC_BITS-1:0]   next_pc_o,  // the instruction after it in memory
    output wire [31:0]          insn_o,     // its bytes, first one in [31:24]
    output wire                 ready_o,    // all `length_i` bytes are there
    output wire                 bad_pc_o,   // starts beyond code memory
    input  wire [2:0]           length_i,   // decoded from insn_o[31:24]

    // its end
    input  wire                 done_i,
    input  wire                 jump_i,
    input  wire [PC_BITS-1:0]   target_i
);
  localparam [1:0] kMemory = 2'd0, kHeld = 2'd1, kSplit = 2'd2;

  reg [PC_BITS-1:0]   pc_q;
  reg [ADDR_BITS-1:0] addr_q;    // of the word at the memory's output
  reg [15:0]          held_q;
  reg [7:0]           first_q;
  reg [1:0]           mode_q, mode_d;
  reg                 waited_q;  // a long instruction at an even address has had its extra clock

  wire       odd = pc_q[0];
  wire [15:0] current = mode_q == kMemory ? code_rdata_i : held_q;

  assign pc_o = pc_q;
  assign next_pc_o = pc_q + {{(PC_BITS - 3) {1'b0}}, length_i};
  assign insn_o = mode_q == kSplit ? {first_q, held_q, code_rdata_i[15:8]}
                : odd              ? {current[7:0], code_rdata_i, 8'd0}
                :                    {current, code_rdata_i};
  assign ready_o = mode_q == kSplit ? 1'b1
                 : !odd             ? length_i <= 3'd2 || waited_q
                 : mode_q == kHeld  ? length_i <= 3'd3
                 :                    length_i == 3'd1;

  generate
    if (PC_BITS > 16 || CODE_BYTES < 32'd65536) begin : g_limit
      localparam [31:0] kLast = CODE_BYTES - 32'd4;
      assign bad_pc_o = pc_q > kLast[PC_BITS-1:0];
    end else begin : g_all
      assign bad_pc_o = pc_q > 16'hFFFC;
    end
  endgenerate

  // The word after the one at hand is wanted, unless everything still lies in the window.
  wire same_word = !odd && length_i == 3'd1;
  wire two_words = mode_q == kHeld && (odd ? length_i == 3'd3 : length_i == 3'd4);
  reg  advance, hold_word;

  always @* begin
    mode_d = mode_q;
    advance = 1'b0;
    hold_word = 1'b0;
    if (done_i) begin
      advance = !(mode_q == kHeld && same_word);
      hold_word = advance;
      mode_d = jump_i || two_words || (mode_q == kMemory && !same_word) ? kMemory : kHeld;
    end else if (!ready_o) begin
      if (mode_q == kMemory) begin
        advance = 1'b1;
        hold_word = 1'b1;
        mode_d = kHeld;
      end else if (odd) begin
        advance = 1'b1;
        hold_word = 1'b1;
        mode_d = kSplit;
      end
    end
    code_addr_o = !rst_ni           ? entry_i[ADDR_BITS:1]
                : done_i && jump_i  ? target_i[ADDR_BITS:1]
                : advance           ? addr_q + 1'b1
                :                     addr_q;
  end

  always @(posedge clk_i) begin
    addr_q <= code_addr_o;
    if (hold_word) held_q <= code_rdata_i;
    first_q <= insn_o[31:24];
    if (!rst_ni) begin
      pc_q <= entry_i;
      mode_q <= kMemory;
      waited_q <= 1'b0;
    end else begin
      mode_q <= mode_d;
      waited_q <= !done_i && !odd && length_i > 3'd2;
      if (done_i) pc_q <= jump_i ? target_i : next_pc_o;
    end
  end

endmodule

`default_nettype wire
