// From program text, or a bytecode file, to the memories that an engine starts from.
// Compiling is done by the very compiler that runs on the device (vm/); here are its faults explained.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"
#include "sim/engine.hpp"

namespace rexa {

// `file` names the text in diagnostics and in the program. One diagnostic at most: the compiler stops at the
// first fault, as on the device. Codes: the names of vm::Status in kebab case.
Result<Program> compile_program(const Machine& machine, const std::string& file, const std::string& text);

// One frame of several that share a machine, each with a task of its own.
struct FrameText {
  std::string file, text;
  int priority = 1;  // 0 to 255, a higher one is more urgent
};

// Several frames beside each other, on a machine with tasks (error "no-tasks" otherwise): the first one's task
// runs first. A frame may call what the frames before it export.
Result<Program> compile_programs(const Machine& machine, const std::vector<FrameText>& frames);

// A bytecode file: JSON with the configuration's hash, the memories as hexadecimal, and the source map.
std::string print_bytecode(const Machine& machine, const Program& program);
// Errors: "json-syntax", "bytecode-format", "wrong-configuration" (compiled for another machine).
Result<Program> parse_bytecode(const Machine& machine, const std::string& file, const std::string& text);

// Either of the two, told apart by the first character: no program text begins with a lone `{`.
Result<Program> open_program(const Machine& machine, const std::string& path);
// With other frames beside it, each "FILE" or "FILE:PRIORITY". Text only, unless there are none.
Result<Program> open_programs(const Machine& machine, const std::string& path,
                              const std::vector<std::string>& others);

// The hash of what bytecode depends on: encodings, words, library, cell and memory sizes.
std::string bytecode_hash(const Machine& machine);

}  // namespace rexa
