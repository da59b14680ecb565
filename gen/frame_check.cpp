#include "gen/frame_check.hpp"

#include <algorithm>

namespace rexa {

namespace {

class Finder {
 public:
  Finder(const Machine& machine, const InstructionIr& ir)
      : machine_(machine),
        ir_(ir),
        lo_(machine.register_index("data_lo")),
        size_(machine.register_index("data_size")) {}

  FrameCheck find(const Block& block, std::size_t first) const {
    FrameCheck check;
    if (lo_ < 0 || size_ < 0) return {};
    ValueId aligned = kNone;
    std::size_t at = first;
    if (is_trap(block, at, "misaligned")) {
      // The address converted to its lowest bits; if they are two, != 0.
      const Value& low = not_zero(value(block.actions[at].condition));
      if (low.op != Op::kConvert || low.type.bits > 2) return {};
      check.align = 1 << low.type.bits;
      aligned = bits_of(low.args[0]);
      ++at;
    }
    if (!is_trap(block, at, "bad_address")) return {};
    const Value& outside = value(block.actions[at].condition);
    if (outside.op != Op::kNot) return {};
    const Value* inside = &value(outside.args[0]);
    while (inside->op == Op::kOr)
      inside = &value(inside->args[0]);  // the frame's data, then areas of host data
    if (inside->op == Op::kAnd) {
      if (address_within(value(inside->args[1]), check.align) == kNone) return {};
      inside = &value(inside->args[0]);
      check.parts = 2;
    }
    check.address = address_within(*inside, 0);
    if (check.address == kNone || (aligned != kNone && aligned != bits_of(check.address))) return {};
    check.actions = at + 1 - first;
    return check;
  }

 private:
  const Value& value(ValueId id) const { return ir_.values[static_cast<std::size_t>(id)]; }

  bool is_trap(const Block& block, std::size_t index, const char* name) const {
    if (index >= block.actions.size() || block.actions[index].kind != ActionKind::kTrapIf) return false;
    return std::any_of(machine_.traps.begin(), machine_.traps.end(), [&](const Trap& trap) {
      return trap.code == block.actions[index].trap && trap.name == name;
    });
  }
  // What the value was before conversions that change its sign alone.
  ValueId bits_of(ValueId id) const {
    while (value(id).op == Op::kConvert && value(value(id).args[0]).type.bits == value(id).type.bits)
      id = value(id).args[0];
    return id;
  }
  const Value& not_zero(const Value& flag) const { return flag.op == Op::kNe ? value(flag.args[0]) : flag; }
  bool is_register(ValueId id, int index) const {
    return value(id).op == Op::kRegister && value(id).imm == index;
  }

  // Of `address - data_lo + further < data_size`; kNone: it is something else.
  ValueId address_within(const Value& compare, std::int64_t further) const {
    if (compare.op != Op::kLt || !is_register(compare.args[1], size_)) return kNone;
    const Value* offset = &value(compare.args[0]);
    if (further != 0) {
      if (offset->op != Op::kAdd || value(offset->args[1]).op != Op::kConst ||
          value(offset->args[1]).imm != further)
        return kNone;
      offset = &value(offset->args[0]);
    }
    return offset->op == Op::kSub && is_register(offset->args[1], lo_) ? offset->args[0] : kNone;
  }

  const Machine& machine_;
  const InstructionIr& ir_;
  const int lo_, size_;
};

}  // namespace

FrameCheck find_frame_check(const Machine& machine, const InstructionIr& ir, const Block& block,
                            std::size_t first) {
  return Finder(machine, ir).find(block, first);
}

bool checks_frame(const Machine& machine, const InstructionIr& ir) {
  return std::any_of(ir.blocks.begin(), ir.blocks.end(), [&](const Block& block) {
    for (std::size_t i = 0; i < block.actions.size(); ++i)
      if (find_frame_check(machine, ir, block, i).address != kNone) return true;
    return false;
  });
}

}  // namespace rexa
