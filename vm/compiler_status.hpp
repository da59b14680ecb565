// What the text compiler reports, and where. The texts are short enough for a device's console; the toolkit
// adds excerpts, hints and near matches.
#pragma once

#include <stdint.h>

namespace rexa::vm {

enum class Status : uint8_t {
  kOk,
  kUnknownWord,
  kAbsentWord,   // detail: index into Tables::absent_reasons
  kBadNumber,    // a digit that its base does not have, or none
  kNumberRange,  // a number past 32 bits, a double past two cells
  kNameTooLong,
  kReservedName,   // a directive or a number as the name of a definition
  kMissingName,    // end of text after `:`, `var`, `$`, ...
  kMissingLength,  // `array name` without a length or `{`
  kBadLength,      // an array of a negative length
  kUnfinished,     // detail: Opener; the position is the opener's
  kStray,          // `else` without `if` and the like
  kNestedDefinition,
  kConstWithoutNumber,
  kOperandMissing,  // an instruction with an operand field without a number just before it
  kNotExported,     // `import` of a word that no earlier frame exported
  kNoToken,         // `$` of something that is not a word in code memory
  kBranchOutOfReach,
  kCodeFull,
  kDataFull,
  kDictionaryFull,
  kTextOutside,         // compile_in_place of text outside code memory or below `here`
  kMissingInstruction,  // detail: Role that this build lacks
  kMissingLibrary,      // `."` or `s"` without the library word that they stand for
  kBadTables,           // tables that the compiler cannot work from
  kNoFrame,             // feed or finish without begin_frame, or begin_frame before boot
  // Of vm/frames.
  kExportTaken,   // `:*` of a name that another frame exports
  kExportsFull,   // `:*` of more names than there are slots
  kFramesFull,    // no frame number is free
  kTasksFull,     // no task slot is free
  kUnknownFrame,  // no frame of that name or number
  kFrameOpen,     // another frame is being compiled
  kNoTasks        // a build without set "task"
};

// What can stand open at the end of the text or of a definition.
enum class Opener : uint8_t { kDefinition, kIf, kElse, kBegin, kWhile, kDo, kString, kComment, kArray };

inline constexpr uint32_t kNameLimit = 31;   // characters of a name
inline constexpr uint32_t kTokenLimit = 71;  // characters of a number: 64 binary digits, prefix, sign, l

struct Error {
  Status status = Status::kOk;
  uint16_t detail = 0;
  uint16_t token_length = 0;
  uint32_t line = 0, column = 0;  // from 1, in bytes
  char token[kTokenLimit + 1] = {};
};

// One line, without the token: "unknown word".
const char* status_text(Status status);
const char* opener_text(Opener opener);

}  // namespace rexa::vm
