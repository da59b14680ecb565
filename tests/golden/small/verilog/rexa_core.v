// REXA core of configuration 'small': 23 instructions, 16-bit cells.
// Generated from the instruction-set specification; each instruction names its place there.
`default_nettype none

module rexa_core (
    input  wire        clk_i,
    input  wire        rst_ni,         // low: stopped, then starts at entry_i with empty stacks
    input  wire [15:0] entry_i,

    // code memory: 16-bit words, data one clock after the address
    output wire [7:0] code_addr_o,
    input  wire [15:0] code_rdata_i,

    // data memory: cells, a write enable for each byte
    output reg  [4:0] data_raddr_o,
    input  wire [15:0] data_rdata_i,
    output wire [1:0] data_we_o,
    output reg  [4:0] data_waddr_o,
    output reg  [15:0] data_wdata_o,

    // ports: a read is answered in the same clock, and the answer registered
    output reg  [15:0] port_addr_o,
    output wire        port_we_o,
    output reg  [15:0] port_wdata_o,
    output wire        port_re_o,
    input  wire [15:0] port_rdata_i,

    // status: stopped by `halt` or by a trap
    output wire        halted_o,
    output wire [7:0]  trap_o,

    // retirement: one instruction, at the clock edge that ends this clock. Values before it are the
    // core's registers, values after it follow. On a trap nothing changes.
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
  localparam [7:0] TRAP_NONE = 8'd0;
  localparam [7:0] TRAP_BAD_PC = 8'd1;
  localparam [7:0] TRAP_ILLEGAL = 8'd2;
  localparam [7:0] TRAP_DATA_UNDERFLOW = 8'd3;
  localparam [7:0] TRAP_RETURN_UNDERFLOW = 8'd4;
  localparam [7:0] TRAP_DATA_OVERFLOW = 8'd6;
  localparam [7:0] TRAP_RETURN_OVERFLOW = 8'd7;
  localparam [7:0] TRAP_DIV_ZERO = 8'd9;
  localparam [7:0] TRAP_MISALIGNED = 8'd10;
  localparam [7:0] TRAP_BAD_ADDRESS = 8'd11;

  // Architectural state: the top cells of each stack and its depth; pc is in the fetch unit, deeper
  // cells are in the stack RAMs (cell d below the top at address depth + registers - d).
  reg [15:0] data_0_q, data_0_d;
  reg [15:0] data_1_q, data_1_d;
  reg [4:0] data_depth_q;
  reg [15:0] return_0_q, return_0_d;
  reg [3:0] return_depth_q;
  reg [15:0] loop_0_q, loop_0_d;
  reg [15:0] loop_1_q, loop_1_d;
  reg [3:0] loop_depth_q;
  reg [7:0] trap_q;
  reg running_q;  // out of reset; inputs are registered, so that none reaches far into the core
  reg halted_q, halt;
  reg [15:0] port_rdata_q;

  // The step of the current instruction, and values that it keeps from one step to the next.
  reg [4:0] step_q;
  reg [0:0] t1_0_q, t1_0_d;
  reg [0:0] t1_1_q, t1_1_d;
  reg [15:0] t16_0_q, t16_0_d;

  wire [31:0] insn;
  wire [15:0] pc, next_pc;
  wire ready, bad_pc;
  reg [2:0] length;
  wire active = running_q && trap_q == TRAP_NONE && !halted_q;
  wire go = active && ready && !bad_pc;  // a step is taken
  wire [7:0] trap = !active ? TRAP_NONE : bad_pc ? TRAP_BAD_PC : ready ? fault : TRAP_NONE;
  wire done = go && last;
  wire commit = done && fault == TRAP_NONE;

  // Values within a step.
  reg [15:0] x16_0;
  reg [15:0] x16_1;

  // What the current step does, if it is its turn: `last` ends the instruction, `fault` undoes it.
  reg last, jump, port_read, port_write;
  reg [7:0] fault;
  reg [15:0] op;
  reg [2:0] store_bytes;
  reg [1:0] store_lanes;
  reg [15:0] store_addr, target;
  reg [4:0] data_change;
  reg data_write;
  reg data_peek;
  reg [3:0] data_peek_addr;
  reg [3:0] data_woffset, data_roffset;  // RAM addresses, relative to the depth
  reg [15:0] data_wdata;
  wire [4:0] data_depth_d = data_depth_q + data_change;
  wire [3:0] data_waddr = data_depth_q[3:0] + data_woffset;
  wire [3:0] data_raddr = go && data_peek ? data_peek_addr : data_depth_q[3:0] + (go ? data_roffset : 4'd0);
  wire [15:0] data_ram;
  wire [15:0] data_depth = {11'd0, data_depth_q};
  reg [3:0] return_change;
  reg return_write;
  reg [2:0] return_woffset, return_roffset;  // RAM addresses, relative to the depth
  reg [15:0] return_wdata;
  wire [3:0] return_depth_d = return_depth_q + return_change;
  wire [2:0] return_waddr = return_depth_q[2:0] + return_woffset;
  wire [2:0] return_raddr = return_depth_q[2:0] + (go ? return_roffset : 3'd0);
  wire [15:0] return_ram;
  reg [3:0] loop_change;
  reg loop_write;
  reg [2:0] loop_woffset, loop_roffset;  // RAM addresses, relative to the depth
  reg [15:0] loop_wdata;
  wire [3:0] loop_depth_d = loop_depth_q + loop_change;
  wire [2:0] loop_waddr = loop_depth_q[2:0] + loop_woffset;
  wire [2:0] loop_raddr = loop_depth_q[2:0] + (go ? loop_roffset : 3'd0);
  wire [15:0] loop_ram;
  reg divide_start, divide_half, divide_signed;
  reg [31:0] dividend, divisor;
  wire [31:0] quotient, remainder;
  wire unused = &{1'b0, insn, store_addr, data_rdata_i, port_rdata_q, data_ram, return_ram, loop_ram, quotient, remainder, x16_0, x16_1};

  rexa_fetch #(
      .PC_BITS(16), .ADDR_BITS(8), .CODE_BYTES(32'd512)
  ) fetch (
      .clk_i(clk_i), .rst_ni(running_q), .entry_i(entry_i),
      .code_addr_o(code_addr_o), .code_rdata_i(code_rdata_i),
      .pc_o(pc), .next_pc_o(next_pc), .insn_o(insn), .ready_o(ready), .bad_pc_o(bad_pc),
      .length_i(length),
      .done_i(commit), .jump_i(jump), .target_i(target)
  );

  rexa_stack_ram #(.WIDTH(16), .ADDR_BITS(4)) data_stack (
      .clk_i(clk_i),
      .we_i(go && data_write && fault == TRAP_NONE), .waddr_i(data_waddr), .wdata_i(data_wdata),
      .raddr_i(data_raddr), .rdata_o(data_ram)
  );

  rexa_stack_ram #(.WIDTH(16), .ADDR_BITS(3)) return_stack (
      .clk_i(clk_i),
      .we_i(go && return_write && fault == TRAP_NONE), .waddr_i(return_waddr), .wdata_i(return_wdata),
      .raddr_i(return_raddr), .rdata_o(return_ram)
  );

  rexa_stack_ram #(.WIDTH(16), .ADDR_BITS(3)) loop_stack (
      .clk_i(clk_i),
      .we_i(go && loop_write && fault == TRAP_NONE), .waddr_i(loop_waddr), .wdata_i(loop_wdata),
      .raddr_i(loop_raddr), .rdata_o(loop_ram)
  );

  rexa_divider #(.WIDTH(32)) divider (
      .clk_i(clk_i), .start_i(go && divide_start), .half_i(divide_half), .signed_i(divide_signed),
      .dividend_i(dividend), .divisor_i(divisor), .quotient_o(quotient), .remainder_o(remainder)
  );

  // Length in bytes, from the first one.
  always @* begin
    casez (insn[31:24])
      8'b00??????: length = 3'd2;
      8'b01??????: length = 3'd4;
      8'b10000001: length = 3'd1;
      8'b10000010: length = 3'd1;
      8'b10000011: length = 3'd1;
      8'b10000100: length = 3'd1;
      8'b10001011: length = 3'd1;
      8'b10001110: length = 3'd1;
      8'b10010001: length = 3'd1;
      8'b10100001: length = 3'd1;
      8'b10101000: length = 3'd1;
      8'b10101001: length = 3'd1;
      8'b10101100: length = 3'd1;
      8'b10110000: length = 3'd1;
      8'b11010100: length = 3'd3;
      8'b11010101: length = 3'd3;
      8'b11010110: length = 3'd2;
      8'b11010111: length = 3'd2;
      8'b11011???: length = 3'd2;
      8'b11100???: length = 3'd2;
      8'b11101???: length = 3'd2;
      8'b11110???: length = 3'd2;
      default: length = 3'd1;
    endcase
  end

  // One step of the current instruction.
  always @* begin
    data_0_d = data_0_q;
    data_1_d = data_1_q;
    data_change = 5'd0;
    data_write = 1'b0;
    data_woffset = 4'd1;
    data_roffset = 4'd0;
    data_wdata = data_1_q;
    data_peek = 1'b0;
    data_peek_addr = 4'd0;
    return_0_d = return_0_q;
    return_change = 4'd0;
    return_write = 1'b0;
    return_woffset = 3'd1;
    return_roffset = 3'd0;
    return_wdata = return_0_q;
    loop_0_d = loop_0_q;
    loop_1_d = loop_1_q;
    loop_change = 4'd0;
    loop_write = 1'b0;
    loop_woffset = 3'd1;
    loop_roffset = 3'd0;
    loop_wdata = loop_1_q;
    t1_0_d = t1_0_q;
    t1_1_d = t1_1_q;
    t16_0_d = t16_0_q;
    x16_0 = 16'd0;
    x16_1 = 16'd0;
    fault = TRAP_NONE;
    halt = 1'b0;
    last = 1'b0;
    jump = 1'b0;
    target = return_0_q;
    op = 16'hFFFF;
    data_raddr_o = data_0_q[5:1];
    data_waddr_o = data_0_q[5:1];
    data_wdata_o = data_1_q;
    store_bytes = 3'd0;
    store_lanes = 2'd0;
    store_addr = data_0_q;
    port_read = 1'b0;
    port_write = 1'b0;
    port_addr_o = data_0_q;
    port_wdata_o = data_1_q;
    divide_start = 1'b0;
    divide_half = 1'b0;
    divide_signed = 1'b0;
    dividend = 32'd0;
    divisor = 32'd0;
    casez (insn[31:24])
      8'b00??????: begin
        // lit  ( -- x )
        //   x = cell(imm)
        //   rexa.json:88
        op = 16'd0;
        if (data_depth_q > 5'd15) fault = TRAP_DATA_OVERFLOW;
        data_write = 1'b1;
        data_woffset = 4'd1;
        data_wdata = data_1_q;
        data_0_d = {{2 {insn[29]}}, insn[29:16]};
        data_1_d = data_0_q;
        data_change = 5'd1;
        data_roffset = 4'd1;
        last = 1'b1;
      end
      8'b01??????: begin
        // litl  ( -- x )
        //   x = cell(imm)
        //   rexa.json:90
        op = 16'd1;
        if (data_depth_q > 5'd15) fault = TRAP_DATA_OVERFLOW;
        data_write = 1'b1;
        data_woffset = 4'd1;
        data_wdata = data_1_q;
        data_0_d = insn[15:0];
        data_1_d = data_0_q;
        data_change = 5'd1;
        data_roffset = 4'd1;
        last = 1'b1;
      end
      8'b10000001: begin
        // return  ( -- )  return ( ret:addr -- )
        //   jump(ret)
        //   rexa.json:118
        op = 16'd9;
        if (return_depth_q < 4'd1) fault = TRAP_RETURN_UNDERFLOW;
        return_0_d = return_ram;
        return_change = 4'd15;
        return_roffset = 3'd7;
        jump = 1'b1;
        target = return_0_q;
        last = 1'b1;
      end
      8'b10000010: begin
        // halt  ( -- )
        //   halt()
        //   rexa.json:120
        op = 16'd10;
        halt = 1'b1;
        last = 1'b1;
      end
      8'b10000011: begin
        // dup  ( x -- x y )
        //   y = x
        //   rexa.json:122
        op = 16'd11;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        else if (data_depth_q > 5'd15) fault = TRAP_DATA_OVERFLOW;
        data_write = 1'b1;
        data_woffset = 4'd1;
        data_wdata = data_1_q;
        data_1_d = data_0_q;
        data_change = 5'd1;
        data_roffset = 4'd1;
        last = 1'b1;
      end
      8'b10000100: begin
        // drop  ( x -- )
        //   rexa.json:124
        op = 16'd12;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        data_0_d = data_1_q;
        data_1_d = data_ram;
        data_change = 5'd31;
        data_roffset = 4'd15;
        last = 1'b1;
      end
      8'b10001011: begin
        // ?dup  ( x -- x y ) | ( x -- x )
        //   if (x != 0) { y = x;
        //   }
        //   rexa.json:138
        op = 16'd13;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        else if (data_depth_q > 5'd15) fault = TRAP_DATA_OVERFLOW;
        if ((data_0_q != 16'd0)) begin
          data_write = 1'b1;
          data_woffset = 4'd1;
          data_wdata = data_1_q;
          data_1_d = data_0_q;
          data_change = 5'd1;
          data_roffset = 4'd1;
          last = 1'b1;
        end else begin
          last = 1'b1;
        end
      end
      8'b10001110: begin
        // +  ( a b -- c )
        //   c = a + b
        //   rexa.json:145
        op = 16'd14;
        if (data_depth_q < 5'd2) fault = TRAP_DATA_UNDERFLOW;
        data_0_d = (data_1_q + data_0_q);
        data_1_d = data_ram;
        data_change = 5'd31;
        data_roffset = 4'd15;
        last = 1'b1;
      end
      8'b10010001: begin
        // /  ( a b -- q )
        //   trap_if(b == 0, div_zero);
        //   q = a / b
        //   rexa.json:152
        op = 16'd15;
        if (data_depth_q < 5'd2) fault = TRAP_DATA_UNDERFLOW;
        case (step_q)
          5'd0: begin
            divide_start = 1'b1;
            divide_half = 1'b1;
            divide_signed = 1'b1;
            dividend = {{16 {data_1_q[15]}}, data_1_q};
            divisor = {{16 {data_0_q[15]}}, data_0_q};
            if (fault == TRAP_NONE) begin
              if ((data_0_q == 16'd0)) fault = TRAP_DIV_ZERO;
            end
            t16_0_d = data_ram;
          end
          5'd17: begin
            data_0_d = quotient[15:0];
            data_1_d = t16_0_q;
            data_change = 5'd31;
            data_roffset = 4'd15;
            last = 1'b1;
          end
          default: ;  // a unit is at work
        endcase
      end
      8'b10100001: begin
        // <  ( a b -- f:flag )
        //   f = a < b
        //   rexa.json:188
        op = 16'd16;
        if (data_depth_q < 5'd2) fault = TRAP_DATA_UNDERFLOW;
        data_0_d = {15'd0, ($signed(data_1_q) < $signed(data_0_q))};
        data_1_d = data_ram;
        data_change = 5'd31;
        data_roffset = 4'd15;
        last = 1'b1;
      end
      8'b10101000: begin
        // >r  ( x -- )  return ( -- y )
        //   y = x
        //   rexa.json:202
        op = 16'd17;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        else if (return_depth_q > 4'd7) fault = TRAP_RETURN_OVERFLOW;
        return_write = 1'b1;
        return_woffset = 3'd1;
        return_wdata = return_0_q;
        data_0_d = data_1_q;
        data_1_d = data_ram;
        data_change = 5'd31;
        data_roffset = 4'd15;
        return_0_d = data_0_q;
        return_change = 4'd1;
        return_roffset = 3'd1;
        last = 1'b1;
      end
      8'b10101001: begin
        // r>  ( -- y )  return ( x -- )
        //   y = x
        //   rexa.json:204
        op = 16'd18;
        if (return_depth_q < 4'd1) fault = TRAP_RETURN_UNDERFLOW;
        else if (data_depth_q > 5'd15) fault = TRAP_DATA_OVERFLOW;
        data_write = 1'b1;
        data_woffset = 4'd1;
        data_wdata = data_1_q;
        data_0_d = return_0_q;
        data_1_d = data_0_q;
        data_change = 5'd1;
        data_roffset = 4'd1;
        return_0_d = return_ram;
        return_change = 4'd15;
        return_roffset = 3'd7;
        last = 1'b1;
      end
      8'b10101100: begin
        // !  ( x addr:addr -- )
        //   cell[addr] = x
        //   rexa.json:210
        op = 16'd19;
        if (data_depth_q < 5'd2) fault = TRAP_DATA_UNDERFLOW;
        case (step_q)
          5'd0: begin
            data_roffset = 4'd15;
            if (fault == TRAP_NONE) begin
              if (data_0_q[0]) fault = TRAP_MISALIGNED;
              else if ((16'd62 < data_0_q)) fault = TRAP_BAD_ADDRESS;
            end
            store_bytes = 3'd2;
            store_addr = data_0_q;
            data_waddr_o = data_0_q[5:1];
            store_lanes = {2{1'b1}};
            data_wdata_o = data_1_q;
            t16_0_d = data_ram;
          end
          5'd1: begin
            data_0_d = t16_0_q;
            data_1_d = data_ram;
            data_change = 5'd30;
            data_roffset = 4'd14;
            last = 1'b1;
          end
          default: ;  // a unit is at work
        endcase
      end
      8'b10110000: begin
        // emit  ( c -- )
        //   port[0] = c
        //   rexa.json:219
        op = 16'd20;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        port_write = 1'b1;
        port_addr_o = 16'd0;
        port_wdata_o = data_0_q;
        data_0_d = data_1_q;
        data_1_d = data_ram;
        data_change = 5'd31;
        data_roffset = 4'd15;
        last = 1'b1;
      end
      8'b11010100: begin
        // farbranch  ( -- )
        //   jump(imm)
        //   rexa.json:111
        op = 16'd7;
        jump = 1'b1;
        target = insn[23:8];
        last = 1'b1;
      end
      8'b11010101: begin
        // farcall  ( -- )  return ( -- ret:addr )
        //   ret = next_pc;
        //   jump(imm)
        //   rexa.json:113
        op = 16'd8;
        if (return_depth_q > 4'd7) fault = TRAP_RETURN_OVERFLOW;
        return_write = 1'b1;
        return_woffset = 3'd1;
        return_wdata = return_0_q;
        return_0_d = next_pc;
        return_change = 4'd1;
        return_roffset = 3'd1;
        jump = 1'b1;
        target = insn[23:8];
        last = 1'b1;
      end
      8'b11010110: begin
        // litx  ( x -- y )
        //   y = (x << 8) | cell(imm)
        //   rexa.json:93
        op = 16'd2;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        data_0_d = ((data_0_q << 8'd8) | {8'd0, insn[23:16]});
        last = 1'b1;
      end
      8'b11010111: begin
        casez (insn[23:16])
          8'b00000000: begin
            // pick  ( n -- x )
            //   trap_if(n < 1 || ucell(n) > depth(data), data_underflow);
            //   x = peek(data, ucell(n) - 1)
            //   rexa.json:240
            op = 16'd21;
            if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
            case (step_q)
              5'd0: begin
                x16_0 = (data_0_q - 16'd1);
                x16_1 = (((data_depth - 16'd1) + 16'd2) - x16_0);
                data_peek = 1'b1;
                data_peek_addr = x16_1[3:0];
                if (fault == TRAP_NONE) begin
                  if ((($signed(data_0_q) < $signed(16'd1)) | ((data_depth - 16'd1) < data_0_q))) fault = TRAP_DATA_UNDERFLOW;
                end
                t1_0_d = (x16_0 == 16'd0);
                t1_1_d = (x16_0 < (data_depth - 16'd1));
              end
              5'd1: begin
                data_0_d = (t1_1_q ? (t1_0_q ? data_1_q : data_ram) : 16'd0);
                last = 1'b1;
              end
              default: ;  // a unit is at work
            endcase
          end
          8'b00000110: begin
            // inp  ( port:ucell -- x )
            //   x = port[port]
            //   rexa.json:253
            op = 16'd22;
            if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
            case (step_q)
              5'd0: begin
                port_read = 1'b1;
                port_addr_o = data_0_q;
              end
              5'd1: begin
                data_0_d = port_rdata_q;
                last = 1'b1;
              end
              default: ;  // a unit is at work
            endcase
          end
          default: fault = TRAP_ILLEGAL;
        endcase
      end
      8'b11011???: begin
        // 0branch  ( f -- )
        //   if (f == 0) { jump(target);
        //   }
        //   rexa.json:96
        op = 16'd3;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        if ((data_0_q == 16'd0)) begin
          data_0_d = data_1_q;
          data_1_d = data_ram;
          data_change = 5'd31;
          data_roffset = 4'd15;
          jump = 1'b1;
          target = (pc + {{5 {insn[26]}}, insn[26:16]});
          last = 1'b1;
        end else begin
          data_0_d = data_1_q;
          data_1_d = data_ram;
          data_change = 5'd31;
          data_roffset = 4'd15;
          last = 1'b1;
        end
      end
      8'b11100???: begin
        // 1branch  ( f -- )
        //   if (f != 0) { jump(target);
        //   }
        //   rexa.json:99
        op = 16'd4;
        if (data_depth_q < 5'd1) fault = TRAP_DATA_UNDERFLOW;
        if ((data_0_q != 16'd0)) begin
          data_0_d = data_1_q;
          data_1_d = data_ram;
          data_change = 5'd31;
          data_roffset = 4'd15;
          jump = 1'b1;
          target = (pc + {{5 {insn[26]}}, insn[26:16]});
          last = 1'b1;
        end else begin
          data_0_d = data_1_q;
          data_1_d = data_ram;
          data_change = 5'd31;
          data_roffset = 4'd15;
          last = 1'b1;
        end
      end
      8'b11101???: begin
        // branch  ( -- )
        //   jump(target)
        //   rexa.json:102
        op = 16'd5;
        jump = 1'b1;
        target = (pc + {{5 {insn[26]}}, insn[26:16]});
        last = 1'b1;
      end
      8'b11110???: begin
        // call  ( -- )  return ( -- ret:addr )
        //   ret = next_pc;
        //   jump(target)
        //   rexa.json:104
        op = 16'd6;
        if (return_depth_q > 4'd7) fault = TRAP_RETURN_OVERFLOW;
        return_write = 1'b1;
        return_woffset = 3'd1;
        return_wdata = return_0_q;
        return_0_d = next_pc;
        return_change = 4'd1;
        return_roffset = 3'd1;
        jump = 1'b1;
        target = (pc + {{5 {insn[26]}}, insn[26:16]});
        last = 1'b1;
      end
      default: fault = TRAP_ILLEGAL;
    endcase
  end

  // A trap leaves everything as it was before the instruction.
  wire acts = go && fault == TRAP_NONE;
  assign data_we_o = acts ? store_lanes : 2'd0;
  assign port_we_o = acts && port_write;
  assign port_re_o = acts && port_read;
  assign halted_o = halted_q;
  assign trap_o = trap_q;

  always @(posedge clk_i) begin
    t1_0_q <= t1_0_d;
    t1_1_q <= t1_1_d;
    t16_0_q <= t16_0_d;
    running_q <= rst_ni;
    port_rdata_q <= port_rdata_i;
    if (commit) begin
      data_0_q <= data_0_d;
      data_1_q <= data_1_d;
      return_0_q <= return_0_d;
      loop_0_q <= loop_0_d;
      loop_1_q <= loop_1_d;
    end
    if (!rst_ni) begin
      step_q <= 5'd0;
      trap_q <= TRAP_NONE;
      halted_q <= 1'b0;
      data_depth_q <= 5'd0;
      return_depth_q <= 4'd0;
      loop_depth_q <= 4'd0;
    end else if (active) begin
      if (go) step_q <= last ? 5'd0 : step_q + 5'd1;
      trap_q <= trap;
      if (commit) begin
        halted_q <= halt;
        data_depth_q <= data_depth_d;
        return_depth_q <= return_depth_d;
        loop_depth_q <= loop_depth_d;
      end
    end
  end

  // Retirement port. Writes of earlier steps are remembered for it.
  reg [4:0] mem_bytes_q;
  reg [15:0] mem_addr_q;
  reg [31:0] mem_data_q;
  reg [1:0] port_kind_q;
  reg [15:0] port_q, port_data_q;
  wire [15:0] store_value = data_wdata_o & (store_bytes == 3'd1 ? 16'd255 : store_bytes == 3'd2 ? 16'hffff : 16'hffff);
  wire stores = acts && store_bytes != 3'd0;
  wire first = mem_bytes_q == 5'd0;
  assign ret_mem_bytes_o = trap != TRAP_NONE ? 5'd0 : mem_bytes_q + (stores ? {2'd0, store_bytes} : 5'd0);
  assign ret_mem_addr_o = stores && first ? store_addr : mem_addr_q;
  assign ret_mem_data_o = mem_data_q | (stores ? {16'd0, store_value} << {mem_bytes_q, 3'd0} : 32'd0);
  wire [1:0] port_kind = port_we_o ? 2'd1 : port_re_o ? 2'd2 : port_kind_q;
  assign ret_port_kind_o = trap != TRAP_NONE ? 2'd0 : port_kind;
  assign ret_port_o = port_we_o || port_re_o ? port_addr_o : port_q;
  assign ret_port_data_o = port_we_o ? port_wdata_o : port_data_q;
  always @(posedge clk_i) begin
    mem_bytes_q <= !rst_ni || done ? 5'd0 : ret_mem_bytes_o;
    mem_addr_q <= ret_mem_addr_o;
    mem_data_q <= !rst_ni || done ? 32'd0 : ret_mem_data_o;
    port_kind_q <= !rst_ni || done ? 2'd0 : port_kind;
    port_q <= ret_port_o;
    port_data_q <= port_re_o ? port_rdata_i : ret_port_data_o;
  end

  assign ret_valid_o = done || trap != TRAP_NONE;
  assign ret_trap_o = trap;
  assign ret_halt_o = commit && halt;
  assign ret_op_o = bad_pc ? 16'hFFFF : op;
  assign ret_pc_o = pc;
  assign ret_next_pc_o = !commit ? pc : jump ? target : next_pc;
  assign ret_insn_o = insn;
  assign ret_length_o = length;
  assign ret_data_depth_before_o = data_depth_q;
  assign ret_data_depth_o = commit ? data_depth_d : data_depth_q;
  assign ret_data_0_before_o = data_0_q;
  assign ret_data_0_o = commit ? data_0_d : data_0_q;
  assign ret_data_1_before_o = data_1_q;
  assign ret_data_1_o = commit ? data_1_d : data_1_q;
  assign ret_return_depth_before_o = return_depth_q;
  assign ret_return_depth_o = commit ? return_depth_d : return_depth_q;
  assign ret_return_0_before_o = return_0_q;
  assign ret_return_0_o = commit ? return_0_d : return_0_q;
  assign ret_loop_depth_before_o = loop_depth_q;
  assign ret_loop_depth_o = commit ? loop_depth_d : loop_depth_q;
  assign ret_loop_0_before_o = loop_0_q;
  assign ret_loop_0_o = commit ? loop_0_d : loop_0_q;
  assign ret_loop_1_before_o = loop_1_q;
  assign ret_loop_1_o = commit ? loop_1_d : loop_1_q;

endmodule

`default_nettype wire
