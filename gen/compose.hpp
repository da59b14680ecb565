// Several instructions in a row as one: the IR of what they do together, with the operands of each. For host
// forms of the VM, which know that the stacks hold and have room for all that the parts ask for before they begin.
// (isa/sequence.hpp makes new instructions of a machine; here the machine stays as it is.)
#pragma once

#include <vector>

#include "isa/spec.hpp"

namespace rexa {

// What a translated instruction carries with it besides the handler; computed once, when it is translated.
enum class OperandKind {
  kCell,      // the operand field, extended or cut to a cell
  kRaw,       // the operand field as it is
  kNextPc,    // address of the instruction after the part
};

struct HandlerOperand {
  int part = 0;
  OperandKind kind = OperandKind::kCell;
  friend bool operator==(const HandlerOperand&, const HandlerOperand&) = default;
};

struct Composition {
  std::vector<int> parts;  // op numbers
  InstructionIr ir;        // kImm, kNextPc: imm is the index of the operand; kTarget: the one jump to a fixed place
  std::vector<HandlerOperand> operands;
  int jumping_part = -1;   // whose operand says where kTarget is; -1: none
  int bytes = 0;
  int room[kStackCount] = {0, 0,
                           0};  // cells that the parts need on each stack above what is there, the most of any
};

// Whether the instruction ends a run of instructions that are carried out one after the other: it may jump, or
// its paths leave different depths.
bool ends_block(const InstructionIr& ir);

// Whether a translated form of the instruction exists: it does not stop the machine, and needs no more of it than
// stacks, data memory, ports and reading registers.
bool is_translatable(const InstructionIr& ir);

// False when the parts cannot be one: one of them is not translatable, one that is not the last ends a block or
// has several paths, a trap or a jump to a computed address would come after an effect, a stack's depth is asked for, or more than
// `most_operands` are needed.
bool compose(const Machine& machine, const std::vector<int>& parts, int most_operands, Composition& result);

}  // namespace rexa
