#include "firmware/qemu/cycle_model.hpp"

#include <bit>

namespace rexa::cycles {
namespace {

constexpr std::uint16_t bit(unsigned number) { return static_cast<std::uint16_t>(1u << number); }
constexpr unsigned kSp = 13, kLr = 14, kPc = 15;
constexpr std::uint8_t kDivideLow = 2, kDivideHigh = 12;

Instruction on_registers(std::uint16_t writes) {
  Instruction made;
  made.writes = writes;
  made.may_jump = (writes & bit(kPc)) != 0;
  return made;
}

Instruction nothing_written() { return {}; }

Instruction branch(std::uint16_t writes = 0) {
  Instruction made;
  made.writes = writes;
  made.may_jump = true;
  return made;
}

Instruction load(unsigned to, std::uint16_t address, bool register_offset = false) {
  Instruction made;
  made.low = made.high = 2;
  made.access = Access::kLoad;
  made.single = true;
  made.register_offset = register_offset;
  made.address = address & static_cast<std::uint16_t>(~bit(kPc));
  made.writes = bit(to);
  made.may_jump = to == kPc;
  if ((address & bit(kPc)) != 0) made.high += 1;  // contention with the fetch of instructions
  return made;
}

Instruction store(std::uint16_t address, bool register_offset = false) {
  Instruction made;
  made.low = made.high = register_offset ? 2 : 1;
  made.access = Access::kStore;
  made.single = true;
  made.register_offset = register_offset;
  made.address = address;
  return made;
}

// ldm, pop, stm, push, ldrd, strd.
Instruction several(bool loads, std::uint16_t list, unsigned base, bool writes_base) {
  Instruction made;
  made.low = made.high = static_cast<std::uint8_t>(1 + std::popcount(list));
  made.access = loads ? Access::kLoad : Access::kStore;
  made.address = bit(base);
  made.writes = static_cast<std::uint16_t>((loads ? list : 0) | (writes_base ? bit(base) : 0));
  made.may_jump = loads && (list & bit(kPc)) != 0;
  return made;
}

Instruction ranged(std::uint8_t low, std::uint8_t high, std::uint16_t writes = 0) {
  Instruction made;
  made.low = low;
  made.high = high;
  made.writes = writes;
  return made;
}

Instruction unknown() {
  Instruction made;
  made.known = false;
  return made;
}

// Bits 15 to 10 of a halfword are 1011xx.
Instruction miscellaneous(std::uint16_t code) {
  const unsigned low3 = code & 7;
  if ((code & 0xff00) == 0xb000) return on_registers(bit(kSp));   // add, sub sp
  if ((code & 0xf500) == 0xb100) return branch();                 // cbz, cbnz
  if ((code & 0xff00) == 0xb200) return on_registers(bit(low3));  // sxth ..
  if ((code & 0xfe00) == 0xb400) {                                // push
    const auto list = static_cast<std::uint16_t>((code & 0xff) | (code & 0x100) << 6);
    return several(false, list, kSp, true);
  }
  if ((code & 0xffe0) == 0xb660) return ranged(1, 2);             // cps
  if ((code & 0xff00) == 0xba00) return on_registers(bit(low3));  // rev ..
  if ((code & 0xfe00) == 0xbc00) {                                // pop
    const auto list = static_cast<std::uint16_t>((code & 0xff) | (code & 0x100) << 7);
    return several(true, list, kSp, true);
  }
  if ((code & 0xff00) == 0xbe00) return nothing_written();  // bkpt
  if ((code & 0xff00) == 0xbf00) {
    if ((code & 15) == 0) return nothing_written();  // nop ..
    Instruction it = ranged(0, 1);
    it.governs = static_cast<std::uint8_t>(4 - std::countr_zero(static_cast<unsigned>(code & 15)));
    return it;
  }
  return unknown();
}

Instruction narrow(std::uint16_t code) {
  const unsigned low3 = code & 7, mid3 = code >> 3 & 7, high3 = code >> 8 & 7;
  switch (code >> 12) {
    case 0:
    case 1:  // shifts, add, sub
      return on_registers(bit(low3));
    case 2:
    case 3:  // mov, cmp, add, sub with 8 bits
      return (code & 0x1800) == 0x0800 ? nothing_written() : on_registers(bit(high3));
    case 4: {
      if ((code & 0x0800) != 0) return load(high3, bit(kPc));
      const unsigned high_register = low3 | (code >> 4 & 8);
      if ((code & 0x0400) == 0) {  // tst, cmp, cmn write nothing
        const unsigned operation = code >> 6 & 15;
        return operation == 8 || operation == 10 || operation == 11 ? nothing_written()
                                                                    : on_registers(bit(low3));
      }
      switch (code >> 8 & 3) {
        case 0:
        case 2:
          return on_registers(bit(high_register));
        case 1:
          return nothing_written();
        default:  // bx, blx
          return branch((code & 0x80) != 0 ? bit(kLr) : std::uint16_t{0});
      }
    }
    case 5: {
      const auto address = static_cast<std::uint16_t>(bit(mid3) | bit(code >> 6 & 7));
      return (code >> 9 & 7) < 3 ? store(address, true) : load(low3, address, true);
    }
    case 6:
    case 7:
    case 8:
      return (code & 0x0800) != 0 ? load(low3, bit(mid3)) : store(bit(mid3));
    case 9:
      return (code & 0x0800) != 0 ? load(high3, bit(kSp)) : store(bit(kSp));
    case 10:  // add to pc or sp
      return on_registers(bit(high3));
    case 11:
      return miscellaneous(code);
    case 12: {
      const auto list = static_cast<std::uint16_t>(code & 0xff);
      const bool loads = (code & 0x0800) != 0;
      return several(loads, list, high3, !loads || (list & bit(high3)) == 0);
    }
    case 13:
      if ((code & 0x0e00) != 0x0e00) return branch();
      return (code & 0x0f00) == 0x0f00 ? nothing_written() : unknown();  // svc: what follows is an exception
    default:
      return branch();
  }
}

// First halfword 1110 1xxx: several registers, two registers, exclusive, table branch, shifted operands.
Instruction wide_01(std::uint16_t first, std::uint16_t second) {
  const unsigned base = first & 15;
  const bool loads = (first & 0x10) != 0;
  if ((first & 0xfe40) == 0xe800) return several(loads, second, base, (first & 0x20) != 0);
  if ((first & 0xfe40) == 0xe840) {
    if ((first & 0xfff0) == 0xe8d0 && (second & 0xffe0) == 0xf000) {
      Instruction table = branch();
      table.low = 2;
      table.high = 3;
      table.access = Access::kLoad;
      table.address = static_cast<std::uint16_t>((bit(base) | bit(second & 15)) & ~bit(kPc));
      return table;
    }
    const bool dual = (first & 0x0120) != 0;
    if (!dual) return ranged(2, 2, loads ? bit(second >> 12) : bit(second >> 8 & 15));  // exclusive
    const auto list = static_cast<std::uint16_t>(bit(second >> 12) | bit(second >> 8 & 15));
    return several(loads, list, base, (first & 0x20) != 0);
  }
  if ((first & 0xfe00) == 0xea00) {
    const unsigned to = second >> 8 & 15;
    return to == kPc ? nothing_written() : on_registers(bit(to));
  }
  return unknown();
}

// First halfword 1111 0xxx: immediates, branches, system.
Instruction wide_10(std::uint16_t first, std::uint16_t second) {
  if ((second & 0x8000) == 0) {
    const unsigned to = second >> 8 & 15;
    return to == kPc ? nothing_written() : on_registers(bit(to));
  }
  if ((second & 0x5000) == 0x5000) return branch(bit(kLr));
  if ((second & 0x5000) == 0x1000) return branch();
  if ((second & 0x5000) != 0) return unknown();
  if ((first & 0x0380) != 0x0380) return branch();
  if ((first & 0xffe0) == 0xf380) return ranged(1, 2);                         // msr
  if ((first & 0xffe0) == 0xf3e0) return ranged(1, 2, bit(second >> 8 & 15));  // mrs
  if (first == 0xf3bf) return ranged(1, 4);                                    // barriers
  if (first == 0xf3af) {
    Instruction hint = nothing_written();
    if ((second & 0xfff0) == 0x80f0) hint.marker = static_cast<std::int8_t>(second & 15);
    return hint;
  }
  return unknown();
}

Instruction multiply(Core core, std::uint16_t first, std::uint16_t second) {
  const unsigned operation = first >> 4 & 7, to = second >> 8 & 15;
  const bool m3 = core == Core::kCortexM3;
  if ((first & 0x0080) == 0) {
    const bool plain = operation == 0 && (second >> 4 & 3) == 0 && second >> 12 == 15;
    const std::uint8_t clocks = m3 && !plain ? 2 : 1;
    return ranged(clocks, clocks, bit(to));
  }
  const auto both = static_cast<std::uint16_t>(bit(to) | bit(second >> 12));
  if ((second >> 4 & 15) == 15 && (operation == 1 || operation == 3)) {
    return ranged(kDivideLow, kDivideHigh, bit(to));
  }
  const bool sum = operation >= 4;
  if (!m3) return ranged(1, 1, both);
  return sum ? ranged(4, 7, both) : ranged(3, 5, both);
}

// First halfword 1111 1xxx: one register loaded or stored, register operands, multiplication.
Instruction wide_11(Core core, std::uint16_t first, std::uint16_t second) {
  const unsigned base = first & 15;
  if ((first & 0xfe00) == 0xf800) {
    const unsigned size = first >> 5 & 3, moved = second >> 12;
    const bool loads = (first & 0x10) != 0;
    if (size == 3 || (!loads && (first & 0x0100) != 0)) return unknown();
    const bool immediate = (first & 0x80) != 0 || (second & 0x0800) != 0 || base == kPc;
    const bool writes_base = (first & 0x80) == 0 && (second & 0x0900) == 0x0900 && base != kPc;
    const auto address = static_cast<std::uint16_t>(bit(base) | (immediate ? 0 : bit(second & 15)));
    if (loads && moved == kPc && size != 2) return nothing_written();  // pld
    Instruction made = loads ? load(moved, address, !immediate) : store(address, !immediate);
    if (writes_base) made.writes |= bit(base);
    return made;
  }
  if ((first & 0xff00) == 0xfa00) return on_registers(bit(second >> 8 & 15));
  if ((first & 0xff00) == 0xfb00) return multiply(core, first, second);
  return unknown();
}

}  // namespace

Instruction decode(Core core, std::uint16_t first, std::uint16_t second) {
  if (!is_wide(first)) return narrow(first);
  const unsigned kind = first >> 11 & 3;
  Instruction made = kind == 1   ? wide_01(first, second)
                     : kind == 2 ? wide_10(first, second)
                                 : wide_11(core, first, second);
  made.bytes = 4;
  return made;
}

void Counter::add(const Instruction& instruction) {
  Range cost{instruction.low, instruction.high};
  if (previous_ != nullptr) {
    const bool follows = (instruction.address & previous_->writes) != 0;
    const bool after_load = previous_->access == Access::kLoad;
    if (follows) {
      cost.low += after_load ? 0 : 1;
      cost.high += 1;
    } else if (instruction.single && cost.low > 1 && previous_->single && after_load) {
      cost.low -= 1;
      cost.high -= 1;
    }
    if (instruction.access == Access::kStore && instruction.single && !instruction.register_offset &&
        previous_->access == Access::kStore) {
      cost.high += 1;  // the write buffer may be full
    }
  }
  if (governed_ > 0) {
    governed_ -= 1;
    if (cost.low > 1) cost.low = 1;
  }
  if (instruction.governs > 0) governed_ = instruction.governs;
  total_.low += cost.low;
  total_.high += cost.high;
  retired_ += 1;
  next_ = pc_ + instruction.bytes;
  started_ = true;
  previous_ = &instruction;
}

}  // namespace rexa::cycles
