// The tables that the text compiler and the disassembler work from: one configuration's words and encodings.
// Generated from the spec (gen/), as data in the toolkit and as constants in firmware. Freestanding.
#pragma once

#include <stdint.h>

namespace rexa::vm {

// How an instruction is put into code memory: `code`, below it the operand in `imm_bits` bits, written as
// `bytes` bytes, high byte first.
struct Encoding {
  uint16_t code;
  uint8_t imm_bits;  // 0: no operand
  uint8_t bytes : 4;
  uint8_t imm_kind : 4;  // 0 none, 1 signed, 2 unsigned, 3 signed and relative to the instruction's own address
};

// Instructions that the compiler itself needs, by role.
enum class Role : uint8_t {
  kLiteralShort, kLiteralLong, kLiteralExtend, kExtend, kBranchZero, kBranchNonzero, kJump, kJumpFar, kCall,
  kCallFar, kReturn, kHalt, kDo, kLoop, kPlusLoop, kUnloop, kCallFrame, kCount
};

enum class Directive : uint8_t {
  kColon, kColonExport, kSemicolon, kIf, kElse, kEndif, kBegin, kUntil, kAgain, kWhile, kRepeat, kDo, kLoop,
  kPlusLoop, kLeave, kConst, kVar, kTwoVar, kArray, kImport, kTick, kPrint, kString, kComment, kLineComment,
  kEnd, kCount
};

enum class WordKind : uint8_t {
  kInstruction,  // value = index into encodings
  kDirective,    // value = Directive
  kAbsent,       // known to the spec, left out of this build; value = number of the reason
  kHost,         // of the host; value = number of a function, or kFirstHostData + index into data
};

// What a program can call of the host, and the arrays that they share.
struct HostFunction {
  uint8_t inputs, outputs;  // cells
};
struct HostData {
  uint16_t address;
  uint16_t length;  // elements; 0 stands for 65536
  uint8_t bits;     // of an element: 8, 16 or 32
};
inline constexpr int kMostHostInputs = 4, kMostHostOutputs = 2;
inline constexpr uint32_t kMostHostFunctions = 224;
// The operand of a host call is the function's number and this; its eightfold is the function's first port.
inline constexpr uint32_t kFirstHostBlock = 32;
inline constexpr uint32_t kFirstHostData = 0x2000;

// What a name of the machine's means: | kind: 2 bits | value: 14 bits |.
struct Meaning {
  uint16_t bits;

  static constexpr uint16_t kUnknown = 0xffff;
  static constexpr Meaning of(WordKind kind, uint32_t value) {
    return {static_cast<uint16_t>(static_cast<uint32_t>(kind) << 14 | value)};
  }
  constexpr bool known() const { return bits != kUnknown; }
  // An instruction or a directive.
  constexpr bool is_built_in() const { return kind() <= WordKind::kDirective; }
  constexpr WordKind kind() const { return static_cast<WordKind>(bits >> 14); }
  constexpr uint16_t value() const { return bits & 0x3fff; }
};
struct Word {
  uint32_t fold;  // of its name: vm/word_search.hpp
  uint16_t name;  // where in Tables::names: its length in one byte, then its characters
  Meaning meaning;
};

// Where the host side of tasks and frames finds its fields in system memory: cell addresses. A field of record n
// lies at table base + n * stride + field offset. Generated from the spec's system tables by name.
enum class Table : uint8_t { kTasks, kFrames, kExports, kControl, kMail, kSystem, kCount };
enum class Field : uint8_t {
  kTaskStatus, kTaskUntil, kTaskAddress, kTaskPc, kTaskData, kTaskReturn, kTaskLoop, kTaskFrame, kTaskOwner,
  kTaskEntry, kTaskControl, kTaskHandler, kTaskThrown, kTaskTrap, kTaskMailHead, kTaskMailCount,
  kFrameCodeLo, kFrameCodeSpan, kFrameDataLo, kFrameDataSize, kFrameHandler,
  kExportFrame, kExportPc,
  kControlPc, kControlFrame, kControlHandler, kControlData, kControlReturn, kControlLoop,
  kMailValue, kMailSender,
  kSystemGate, kSystemStart,
  kCount
};
// Machine registers that the host side sets up.
enum class RegisterRole : uint8_t {
  kTask, kAlive, kFrame, kCodeLo, kCodeSpan, kDataLo, kDataSize, kSharedSpan, kCause, kCount
};
struct SystemLayout {
  uint16_t base[static_cast<int>(Table::kCount)];
  uint16_t stride[static_cast<int>(Table::kCount)];
  uint16_t count[static_cast<int>(Table::kCount)];
  uint8_t field[static_cast<int>(Field::kCount)];                 // offset in its record
  uint8_t registers[static_cast<int>(RegisterRole::kCount)];      // index into the machine's registers
  uint16_t cells;
  uint8_t no_word;  // code of the trap for a word whose frame is gone
};

struct Tables {
  uint8_t cell_bits;
  // Null in a build without tasks.
  const SystemLayout* system;
  uint32_t host_bytes[3];  // areas of 32-, 16- and 8-bit elements above the frames' data
  uint32_t data_bytes;     // of frames: where host data begins
  const Encoding* encodings;  // by op number
  uint16_t encoding_count;
  const Word* words;  // in the order that `search` asks for, entries without a meaning among them; names are unique
  uint16_t word_count;
  const char* names;
  // One of vm/word_search.hpp, with the index that it works from. Returns the word, or null.
  const Word* (*search)(const Tables& tables, const char* name, uint32_t length, uint32_t fold);
  const uint8_t* index;
  int16_t roles[static_cast<int>(Role::kCount)];  // op number, -1 when the build has no such instruction
  // Definitions compiled before any frame: the library words of this build.
  const char* library;
  uint32_t library_bytes;
  const HostFunction* functions;
  const HostData* data;
  uint16_t function_count, data_count;
  // Op number of the call with so many inputs and outputs, -1 when the build has no such instruction.
  int16_t host_calls[kMostHostInputs + 1][kMostHostOutputs + 1];
  // Names in the library that programs cannot use are those which contain '#'.

  // What the compiler takes for granted about the encodings, so that no loop of its own can run away.
  constexpr bool sound() const {
    if (cell_bits != 16 && cell_bits != 32) return false;
    const Role literals[] = {Role::kLiteralShort, Role::kLiteralLong};
    bool literal = false;
    for (const Role role : literals) {
      const int op = roles[static_cast<int>(role)];
      if (op < 0) continue;
      if (encodings[op].imm_kind != 1 || encodings[op].imm_bits < 8) return false;
      literal = true;
    }
    const int zero = roles[static_cast<int>(Role::kBranchZero)];
    const int nonzero = roles[static_cast<int>(Role::kBranchNonzero)];
    // `repeat` writes one over the other.
    return literal && (zero < 0 || nonzero < 0 || encodings[zero].bytes == encodings[nonzero].bytes);
  }
};

}  // namespace rexa::vm
