#include "vm/compiler_status.hpp"

namespace rexa::vm {

const char* status_text(Status status) {
  switch (status) {
    case Status::kOk:
      return "done";
    case Status::kUnknownWord:
      return "unknown word";
    case Status::kAbsentWord:
      return "word not in this configuration";
    case Status::kBadNumber:
      return "bad number";
    case Status::kNumberRange:
      return "number out of range";
    case Status::kNameTooLong:
      return "name too long";
    case Status::kReservedName:
      return "name cannot be defined";
    case Status::kMissingName:
      return "missing name";
    case Status::kMissingLength:
      return "missing array length";
    case Status::kBadLength:
      return "bad array length";
    case Status::kUnfinished:
      return "unfinished";
    case Status::kStray:
      return "stray word";
    case Status::kNestedDefinition:
      return "definition inside a definition";
    case Status::kConstWithoutNumber:
      return "const without a number before it";
    case Status::kOperandMissing:
      return "operand missing";
    case Status::kNotExported:
      return "word not exported by an earlier frame";
    case Status::kNoToken:
      return "no execution token";
    case Status::kBranchOutOfReach:
      return "branch out of reach";
    case Status::kCodeFull:
      return "code memory full";
    case Status::kDataFull:
      return "data memory full";
    case Status::kDictionaryFull:
      return "dictionary full";
    case Status::kTextOutside:
      return "text outside code memory";
    case Status::kMissingInstruction:
      return "instruction not in this build";
    case Status::kMissingLibrary:
      return "library word not in this build";
    case Status::kBadTables:
      return "bad tables";
    case Status::kNoFrame:
      return "no frame begun";
    case Status::kExportTaken:
      return "another frame exports this name";
    case Status::kExportsFull:
      return "too many exported names";
    case Status::kFramesFull:
      return "too many frames";
    case Status::kTasksFull:
      return "too many tasks";
    case Status::kUnknownFrame:
      return "no such frame";
    case Status::kFrameOpen:
      return "another frame is being compiled";
    case Status::kNoTasks:
      return "no tasks in this build";
  }
  return "unknown status";
}

const char* opener_text(Opener opener) {
  switch (opener) {
    case Opener::kDefinition:
      return ":";
    case Opener::kIf:
      return "if";
    case Opener::kElse:
      return "if .. else";
    case Opener::kBegin:
      return "begin";
    case Opener::kWhile:
      return "while";
    case Opener::kDo:
      return "do";
    case Opener::kString:
      return "string";
    case Opener::kComment:
      return "comment";
    case Opener::kArray:
      return "array";
  }
  return "?";
}

}  // namespace rexa::vm
