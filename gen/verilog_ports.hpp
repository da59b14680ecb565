// What the generated core, the tops around it and the C++ that drives them agree on: ports and widths.
#pragma once

#include <string>
#include <vector>

#include "isa/spec.hpp"

namespace rexa {

struct VerilogPort {
  std::string range, name;
};

// What the core says about each instruction that it retires. `op` is the instruction's index in the build
// (FFFF: none), `mem_bytes` what the whole instruction wrote from `mem_addr` up, `port_kind` 1 for a write and
// 2 for a read. With tasks: `rebase` means that the tops are not those of the stacks yet, `stops` that the machine
// does nothing more; a system operation has length 0.
std::vector<VerilogPort> retirement_ports(const Machine& machine);

// Address bits of the memories: 16-bit words of code, cells of data.
int code_address_bits(const Machine& machine);
int data_address_bits(const Machine& machine);
int system_address_bits(const Machine& machine);
// Bits of a task's number; its partition of a stack's RAM lies at {task, 0}.
int task_bits(const Machine& machine);

inline constexpr const char* kStackNames[kStackCount] = {"data", "return", "loop"};
// Bits that count 0..limit, at least one.
int depth_bits(int limit);
// Address bits of a stack's RAM: as many words as the stack has cells, rounded up.
int stack_address_bits(int limit);

// Cells of host data, which lie above the frames' data in a memory with a port to the outside.
int host_cells(const Machine& machine);
int host_address_bits(const Machine& machine);

// rexa_machine (with the retirement port) and rexa_node (without): the core with its memories.
std::string verilog_machine(const Machine& machine, const std::string& module, bool retirement);

}  // namespace rexa
