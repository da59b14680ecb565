// From program text, or a bytecode file, to the memories that an engine starts from.
// Compiling is done by the very compiler that runs on the device (vm/); here are its faults explained.
#pragma once

#include <string>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"
#include "sim/engine.hpp"

namespace rexa {

// `file` names the text in diagnostics and in the program. One diagnostic at most: the compiler stops at the
// first fault, as on the device. Codes: the names of vm::Status in kebab case.
Result<Program> compile_program(const Machine& machine, const std::string& file, const std::string& text);

// A bytecode file: JSON with the configuration's hash, the memories as hexadecimal, and the source map.
std::string print_bytecode(const Machine& machine, const Program& program);
// Errors: "json-syntax", "bytecode-format", "wrong-configuration" (compiled for another machine).
Result<Program> parse_bytecode(const Machine& machine, const std::string& file, const std::string& text);

// Either of the two, told apart by the first character: no program text begins with a lone `{`.
Result<Program> open_program(const Machine& machine, const std::string& path);

// The hash of what bytecode depends on: encodings, words, library, cell and memory sizes.
std::string bytecode_hash(const Machine& machine);

}  // namespace rexa
