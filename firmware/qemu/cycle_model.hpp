// Clock cycles of Thumb-2 code on a Cortex-M3 or Cortex-M4, from the published timings: ARM DDI 0337 (Cortex-M3
// Technical Reference Manual r2p0, 3.3) and ARM DDI 0439 (Cortex-M4, r0p1, 3.3). Plain C++, nothing of QEMU.
//
// The manuals leave open how many clocks the pipeline takes to refill after a taken branch (P, 1 to 3), how
// early a division ends, and more. So every count is a range: the truth lies between `low` and `high`, but for
// what is not modelled at all: wait states of memory, unaligned data, contention on the bus.
//
//   instruction                    clocks
//   most on registers              1
//   mul                            1;  mla, mls 2 on M3, 1 on M4;  long: 3 to 5, with sum 4 to 7 on M3, 1 on M4
//   sdiv udiv                      2 to 12
//   ldr..                          2; 1 after a load whose result is not in its address; relative to pc 0 to 1
//   more str..                          1, with offset in a register 2; likewise pipelined; 0 to 1 more after a
//   store ldrd strd ldm stm push pop     1 + registers taken branch, pc written       P more;  tbb tbh 2 to 3 +
//   P it                             0 to 1 (it may be folded);  what it governs: 1 when skipped, so 1 to its
//   own address from the register that the instruction before wrote      1 more; from a load 0 to 1 more mrs
//   msr cps                    1 to 2;  barriers 1 to 4 exception                      12 to enter, 10 to 12 to
//   leave (both counted on entry)
#pragma once

#include <cstdint>

namespace rexa::cycles {

enum class Core { kCortexM3, kCortexM4 };

struct Range {
  std::uint64_t low = 0, high = 0;
};

enum class Access : std::uint8_t { kNone, kLoad, kStore };

// What the timing of an instruction depends on, all of it in its encoding.
struct Instruction {
  std::uint8_t bytes = 2;
  std::uint8_t low = 1, high = 1;  // alone, not taken
  bool known = true;               // false: not a v7-M integer instruction; counted as one clock
  bool may_jump = false;
  Access access = Access::kNone;
  bool single = false;  // of one register: may overlap with its neighbours
  bool register_offset = false;
  std::uint16_t address = 0;  // registers that its address comes from, bit by number
  std::uint16_t writes = 0;   // registers that it writes
  std::uint8_t governs = 0;   // of it: instructions that follow under condition
  std::int8_t marker = -1;    // of dbg #n: n
};

// The first halfword tells the length: four bytes when its top five bits are 11101, 11110 or 11111.
inline bool is_wide(std::uint16_t first) { return first >= 0xe800; }

// `second` counts only when the first halfword is that of a wide instruction.
Instruction decode(Core core, std::uint16_t first, std::uint16_t second);

// Walks along the instructions that are carried out.
class Counter {
 public:
  Counter(std::uint64_t refill_low, std::uint64_t refill_high) : refill_{refill_low, refill_high} {}

  // The instruction at `pc` comes next: settles what the one before took. Call it, then add().
  // `exception`: its pc is that of an exception handler, which only exceptions lead to.
  void arrive(std::uint32_t pc, bool exception = false) {
    if (started_ && pc != next_) {
      if (exception) {
        // The jump back adds P again, which is part of leaving.
        total_.low += 12 + 10 - refill_.low;
        total_.high += 12 + 12 - refill_.high;
        governed_ = 0;  // its state is saved with the rest, and not followed here
        previous_ = nullptr;
      } else {
        total_.low += refill_.low;
        total_.high += refill_.high;
      }
    }
    pc_ = pc;
  }
  // Its own clocks. The instruction stays where it is until the next one comes.
  void add(const Instruction& instruction);

  // Up to the last instruction that was added, its jump not counted.
  Range total() const { return total_; }
  std::uint64_t retired() const { return retired_; }

 private:
  Range refill_, total_;
  std::uint64_t retired_ = 0;
  std::uint32_t pc_ = 0, next_ = 0;
  bool started_ = false;
  std::uint8_t governed_ = 0;
  const Instruction* previous_ = nullptr;
};

}  // namespace rexa::cycles
