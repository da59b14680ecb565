// The loaded specification, and the machine that a configuration makes of it.
//
// Spec is the JSON as data, checked for form. Machine is one build: parameters fixed, instructions chosen,
// opcodes assigned, every instruction's meaning typed and lowered to IR. All back ends start from a Machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_document.hpp"
#include "isa/ir.hpp"

namespace rexa {

struct Trap {
  std::string name;
  int code = 0;
  std::string doc;
};

enum class ImmKind { kNone, kSigned, kUnsigned, kRelative };

// An encoding: big-endian bytes. The operand field, if any, is the low-order bits.
struct Format {
  std::string name;
  std::string pattern;  // '0', '1', 'o' opcode bit, 'i' operand bit; a multiple of eight
  ImmKind imm = ImmKind::kNone;
  int bytes = 0;
  int imm_bits = 0;
  int opcode_bits = 0;
};

// One instruction in a build.
struct Instruction {
  std::string word;
  std::vector<std::string> aliases;
  std::string name;
  std::string set;
  std::string role;  // what the text compiler uses it for, may be empty
  bool internal = false;  // not a word that a program may write
  std::string stack_text, return_text, loop_text;
  std::string semantics;  // the "do" text
  std::string doc;
  Where where;         // of the instruction in its file
  int format = 0;      // index into Machine::formats; -1: a system operation
  std::uint32_t base = 0;  // the encoding with an operand of zero, `bytes` long, right-aligned
  InstructionIr ir;
  std::optional<InstructionIr> with_loops;  // the same with loops kept, where there are any
};

// A word defined in the machine's own language.
struct LibraryWord {
  std::string word;
  std::vector<std::string> aliases;
  std::string set;
  std::string stack_text;
  std::string define;  // full text: ": name ... ;" or "array ..."
  std::string doc;
  bool internal = false;
  Where where;
};

// A word that the text compiler itself carries out (`if`, `:`); listed here for its set and doc.
struct Directive {
  std::string word;
  std::vector<std::string> aliases;
  std::string set;
  std::string doc;
};

// Words of the spec that this build leaves out, for a helpful message.
struct AbsentWord {
  std::string word;
  std::string set;
  std::string reason;  // "instruction set 'loop' is not in this configuration"
};

struct Parameters {
  int cell_bits = 16;
  int code_bytes = 8192;
  int data_bytes = 4096;  // of frames; host data lies above it
  int stack_cells[kStackCount] = {64, 64, 32};  // of each task
  int tasks = 4;          // a power of two; this and the following count only in a build with set "task"
  int frames = 8;
  int exports = 16;
  int mailbox_cells = 4;  // messages in a task's mailbox; a power of two
  int control_depth = 8;  // open catches and calls into other frames of a task; a power of two
  int slice_instructions = 256;
  // Host data: areas of 32-, 16- and 8-bit elements, in this order from data_bytes on. Bytes, multiples of 4.
  int host_bytes[3] = {0, 0, 0};
  int cell_bytes() const { return cell_bits / 8; }
  int all_data_bytes() const { return data_bytes + host_bytes[0] + host_bytes[1] + host_bytes[2]; }
};

// A register of the machine besides pc and the stack depths: one cell, unsigned.
struct Register {
  std::string name;
  std::string doc;
};

// A table of records in system memory, which semantics reach as `name[index].field` and programs not at all.
struct SystemTable {
  std::string name;
  int count = 0;                    // records
  int base = 0;                     // cell address of the first record
  int stride = 0;                   // cells from one record to the next, a power of two
  std::vector<std::string> fields;  // one cell each, from the record's start
  std::string doc;
};

// What semantics can reach besides stacks and data memory. `in_build` false: the names are known, and no
// instruction may use them.
struct SystemState {
  std::vector<Register> registers;
  std::vector<SystemTable> tables;
  bool in_build = false;
};

// Micro-architecture knobs of a configuration; their meaning is in hls/.
struct CoreKnobs {
  std::string multiplier = "parallel";  // or "none"
  std::string divider = "serial";       // or "none"
  int top_registers[kStackCount] = {2, 1, 2};
  int chain_levels = 12;  // most ALU levels in one clock
};

// A function of the host that programs call by name. Its number is its place in the list; function f answers at
// ports 256 + 8 f and up (see "host_1_1" in the spec).
struct HostFunction {
  std::string name;
  int inputs = 0;   // cells
  int outputs = 0;  // cells
  std::string doc;
};
inline constexpr int kMostHostFunctions = 224;
inline constexpr int kMostHostInputs = 4, kMostHostOutputs = 2;
inline constexpr int kFirstHostPort = 256, kPortsPerFunction = 8;

// An array that host and programs share, in the area of its element size above the frames' data.
struct HostData {
  std::string name;
  int bits = 16;  // 8, 16 or 32
  int length = 0;
  int address = 0;
  std::string doc;
};

struct Machine {
  std::string name;         // of the configuration
  std::string config_hash;  // over everything that a generated form depends on
  Parameters parameters;
  CoreKnobs core;
  std::vector<Trap> traps;
  std::vector<Format> formats;
  std::vector<Instruction> instructions;  // the build's, in spec order; index = op number in records
  // Operations without encoding that the machine carries out by itself: `switch` and `end` (set "task"). Their
  // op numbers follow those of the instructions. Empty in a build without tasks, like the next two.
  std::vector<Instruction> system_operations;
  std::vector<Register> registers;
  std::vector<SystemTable> system_tables;
  int system_cells() const;  // of all tables
  // Cell address in system memory of a record's field; nothing when there is none.
  std::optional<std::size_t> system_cell(const std::string& table, int record, const std::string& field) const;
  bool has_tasks() const { return !system_operations.empty(); }
  int operation_count() const { return static_cast<int>(instructions.size() + system_operations.size()); }
  const Instruction& operation(int op) const;  // by op number, either kind
  int register_index(const std::string& name) const;  // -1: no such register
  int system_op(const std::string& name) const;       // op number of "switch" or "end", -1: none
  int op_number(const Instruction& operation) const;  // of one of this machine's own
  std::vector<LibraryWord> library;       // needed words in the order in which they must be compiled
  std::vector<Directive> directives;
  std::vector<HostFunction> host_functions;
  std::vector<HostData> host_data;
  std::vector<AbsentWord> absent;
  const Trap* trap(int code) const;
  const Instruction* find(const std::string& word) const;  // by word, alias or name
};

// Checks a spec file or an extension file alone and reports every fault.
Diagnostics check_spec_file(const std::string& path);

// Loads configuration `config_path`, the spec it stands on and the extensions, and makes the machine.
// An empty `spec_path` means the installed isa/rexa.json.
Result<Machine> load_machine(const std::string& config_path, const std::vector<std::string>& extensions,
                             const std::string& spec_path = "");

// The folder that holds isa/, configs/, vm/ and rtl/: REXA_HOME, else where the toolkit was built from.
std::string home_folder();

}  // namespace rexa
