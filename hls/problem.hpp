// The scheduling problem of one instruction: IR made concrete for a micro-architecture, not yet placed in time.
//
// Values become nodes, wide multiplications are split to the unit's width, stack effects become register
// updates and RAM traffic. Effects stand in the order of the IR's blocks; a commit ends each path.
#pragma once

#include "hls/micro_architecture.hpp"

namespace rexa::hls {

enum class NodeKind {
  kLeaf,         // constant, operand field, pc, stack or machine register: stable until the instruction commits
  kPure,         // combinational, from its arguments
  kTopOfMemory,  // stack cell at the RAM's output when the instruction starts
  kStackRead,    // deeper stack cell; imm = depth before the instruction, or args[0] = RAM address
  kDataRead,     // args[0] = address; gives the whole cell
  kPortRead,     // args[0] = port
  kMultiply,     // unsigned cell x cell -> double
  kDivide,       // op kDiv or kRem; operands of one or two cells
  kSystemRead,   // args[0] = cell address in system memory
};

struct Node {
  NodeKind kind = NodeKind::kLeaf;
  Op op = Op::kConst;
  Type type;
  std::vector<int> args;
  std::int64_t imm = 0;
  StackId stack = StackId::kData;
  bool free = false;  // costs nothing and depends on leaves alone: available at any step
  friend bool operator==(const Node&, const Node&) = default;
};

enum class EffectKind { kRead, kTrap, kStore, kPortRead, kPortWrite, kStackWrite, kCommit, kSystemRead, kSystemWrite };

struct Effect {
  EffectKind kind = EffectKind::kCommit;
  int block = 0;
  int node = kNone;       // kRead, kPortRead, kSystemRead: the node; kTrap: the condition; writes: the value
  int address = kNone;    // node
  int trap = 0;           // trap code
  int trap_index = 0;     // number of this trap in the instruction, in block order
  int bytes = 0;          // kStore
  StackId stack = StackId::kData;
  int depth_after = 0;    // kStackWrite: which cell of the stack after the instruction, 0 = top
  int path = kNone;       // kStackWrite, kCommit
};

// New contents of a stack's registers on one path; kNone keeps the register.
struct StackUpdate {
  std::vector<int> registers;
  int depth_change = 0;
};

struct PathCommit {
  StackUpdate stacks[kStackCount];
  int jump = kNone;  // node
  bool halt = false;
  bool reschedule = false;
  // A path that rebases the stacks: their new depths, all or none. Every cell in a register is then written to
  // the RAMs as well, and `stacks` replaces no register; the core loads them anew after the commit.
  int depth[kStackCount] = {kNone, kNone, kNone};
  bool rebases() const { return depth[0] != kNone; }
  struct RegisterWrite {
    int index = 0;  // into Machine::registers
    int node = kNone;
  };
  std::vector<RegisterWrite> registers;
};

struct ProblemBlock {
  int parent = kNone;
  bool parent_then = false;
  int condition = kNone;  // node
  int then_block = kNone, else_block = kNone;
  int path = kNone;
};

struct Problem {
  const Instruction* instruction = nullptr;
  MicroArchitecture core;
  std::vector<Node> nodes;
  std::vector<ProblemBlock> blocks;
  std::vector<Effect> effects;  // blocks in preorder, effects of a block in program order
  std::vector<PathCommit> commits;
  int trap_count = 0;
};

Result<Problem> make_problem(const Instruction& instruction, const MicroArchitecture& core);

// Is the problem well-formed: arguments in order and of the right count, widths, one commit for each path,
// nodes, blocks and units that exist.
Diagnostics check(const Problem& problem);

// True when both blocks lie on one path.
bool on_one_path(const Problem& problem, int block_a, int block_b);

// RAM address of a stack cell relative to the stack's depth before the instruction.
int stack_offset_before(const Problem& problem, StackId stack, int depth);
int stack_offset_after(const Problem& problem, const Effect& stack_write);

}  // namespace rexa::hls
