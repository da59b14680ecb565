// Typed intermediate representation of one instruction's meaning.
//
// An instruction is a set of pure values (a DAG) and a decision tree of blocks. A block performs its actions
// in order, then either branches on a flag or leaves. A leaf names what the instruction did: a path through
// the instruction is a leaf of the tree. Loops are unrolled, variables are values: nothing is left to name. (A second
// form keeps loops: see isa/kept_loops.hpp.)
// Everything is sized for one configuration (cell width, memory sizes), nothing knows about clock cycles.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace rexa {

struct Type {
  bool is_signed = false;
  int bits = 0;  // 1 to 64
  friend bool operator==(const Type&, const Type&) = default;
};
std::string to_string(Type type);  // "s16", "u1"

enum class StackId { kData, kReturn, kLoop };
inline constexpr int kStackCount = 3;

enum class Op {
  kConst,     // imm
  kInput,     // stack, imm: the item at that depth before the instruction, 0 = top; always one cell
  kImm,       // the operand field, extended as its format says
  kPc,        // address of this instruction
  kNextPc,    // address of the next one in memory
  kTarget,    // pc + operand, for formats with relative operands
  kDepth,     // stack: cells on it once this instruction's inputs are taken
  kPeek,      // stack, args[0]: the item at that dynamic depth once the inputs are taken, 0 = top
  kLoad,      // args[0] = address, imm = bytes (1, 2 or 4): memory read, little-endian; an action
  kPortRead,  // args[0] = port; an action
  kRegister,  // imm: index into Machine::registers; its value before the instruction, one cell, unsigned
  kSysRead,   // args[0] = cell address in system memory, never out of range; an action
  kVariable,  // imm: its number; a variable of a loop that is kept: what it holds at that point
  kAdd, kSub, kMul, kDiv, kRem,  // equal types; wrap. x / 0 = 0, x % 0 = 0, min / -1 = min, min % -1 = 0
  kAnd, kOr, kXor,
  kShl, kShr,  // args[1] unsigned; kShr is arithmetic when the type is signed; past the width: 0 or the sign
  kEq, kNe, kLt, kLe,  // operands of equal type, result u1; order as the operands' sign says
  kNot, kNeg,
  kSelect,   // args[0] ? args[1] : args[2]
  kConvert,  // to `type`: cut off, or extended as the operand's sign says
  kConcat,   // args[0] the high part, args[1] the low
};
const char* to_string(Op op);

using ValueId = int;
inline constexpr int kNone = -1;

struct Value {
  Op op = Op::kConst;
  Type type;
  std::vector<ValueId> args;
  std::int64_t imm = 0;
  StackId stack = StackId::kData;
  friend bool operator==(const Value&, const Value&) = default;
};

enum class ActionKind {
  kRead,       // value: performs a kLoad, kPortRead or kSysRead value here
  kTrapIf,     // condition, trap
  kStore,      // address, value, bytes
  kPortWrite,  // address = port, value
  kSysWrite,   // address = cell address in system memory, value = a cell
  kLoop,       // loop: index into InstructionIr::loops; a loop that is kept
};

struct Action {
  ActionKind kind = ActionKind::kRead;
  ValueId value = kNone;
  ValueId address = kNone;
  ValueId condition = kNone;
  int trap = 0;   // trap code
  int bytes = 0;
  int loop = kNone;
};

// A loop that is kept: its actions, which only read, are carried out for each value of the counter.
struct Loop {
  ValueId counter = kNone;  // a kVariable like the others
  std::int64_t begin = 0, end = 0;
  struct Variable {
    ValueId variable = kNone;
    ValueId initial = kNone;
    ValueId next = kNone;  // after a round, of what the variables hold in it
  };
  std::vector<Variable> variables;
  std::vector<Action> actions;
};

// What the instruction leaves behind on one path.
struct Leaf {
  // Cells that replace the inputs of each stack, bottom first. A cell equal to the input at its place is
  // simply the kInput value.
  std::vector<ValueId> outputs[kStackCount];
  ValueId jump = kNone;  // next pc, kNone: the next instruction in memory
  bool halt = false;
  bool reschedule = false;  // the machine carries out the system operation `switch` next
  // Either all kNone or none: new depth of each stack of the task that register `task` names afterwards. What
  // the outputs say has then been done to the old stacks. Every leaf that sets depths also jumps.
  ValueId depth[kStackCount] = {kNone, kNone, kNone};
  struct RegisterWrite {
    int index = 0;  // into Machine::registers
    ValueId value = kNone;  // one cell
  };
  std::vector<RegisterWrite> registers;  // by index, each at most once; all read before any is written
  bool rebases() const { return depth[0] != kNone; }
};

struct Block {
  std::vector<Action> actions;
  ValueId condition = kNone;  // kNone: a leaf
  int then_block = kNone;
  int else_block = kNone;
  int path = kNone;  // index into paths, for a leaf
};

struct InstructionIr {
  std::string name;
  int inputs[kStackCount] = {0, 0, 0};       // cells taken from each stack
  int max_outputs[kStackCount] = {0, 0, 0};  // most cells left on any path
  std::vector<Value> values;                 // arguments precede their users
  std::vector<Block> blocks;                 // block 0 is the entry
  std::vector<Leaf> paths;
  std::vector<Loop> loops;  // none where they are unrolled
};

// The kTrapIf actions in trap order: blocks by index, within a block in the order of its actions.
std::vector<const Action*> trap_actions(const InstructionIr& instruction);
// Place in trap order of an action of this very object.
std::size_t trap_index(const InstructionIr& instruction, const Action& trap);

// Textual form; parse(print(x)) == x. Grammar: docs/reference.
std::string print_ir(const InstructionIr& instruction);
Result<InstructionIr> parse_ir(const std::string& text, const std::string& file = "<ir>");

// The well-formedness that every pass may rely on: argument order, types, trees, stack counts.
Diagnostics verify_ir(const InstructionIr& instruction);

}  // namespace rexa
