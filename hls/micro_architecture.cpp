#include "hls/micro_architecture.hpp"

namespace rexa::hls {

int levels(Op op, bool constant_shift) {
  switch (op) {
    case Op::kConst: case Op::kInput: case Op::kImm: case Op::kPc: case Op::kNextPc: case Op::kTarget:
    case Op::kConvert: case Op::kConcat:
      return 0;
    case Op::kDepth:
      return 2;
    case Op::kRegister:
      return 0;
    case Op::kAnd: case Op::kOr: case Op::kXor: case Op::kNot: case Op::kSelect:
      return 1;
    case Op::kEq: case Op::kNe:
      return 2;
    case Op::kShl: case Op::kShr:
      return constant_shift ? 0 : 3;
    case Op::kAdd: case Op::kSub: case Op::kNeg: case Op::kLt: case Op::kLe:
      return 3;
    case Op::kPeek: case Op::kLoad: case Op::kPortRead: case Op::kSysRead: case Op::kMul: case Op::kDiv: case Op::kRem:
      return 0;  // carried out by units, which have levels of their own
    case Op::kVariable:
      break;  // loops are unrolled here
  }
  return 0;
}

MicroArchitecture micro_architecture(const Machine& machine) {
  MicroArchitecture core;
  core.cell_bits = machine.parameters.cell_bits;
  for (int i = 0; i < kStackCount; ++i) core.registers[i] = machine.core.top_registers[i];
  core.chain_levels = machine.core.chain_levels;
  core.multiplier = machine.core.multiplier != "none";
  core.divider = machine.core.divider != "none";
  core.divider_bits = 2 * core.cell_bits;
  return core;
}

}  // namespace rexa::hls
