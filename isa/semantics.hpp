// The semantics language: from an instruction's "do" text and stack effects to its typed IR.
// The language is total: no loops but constant ones (unrolled here, or kept on demand), no calls, no undefined results.
// Grammar and typing rules: docs/reference-semantics.md. Nothing here knows about JSON or clock cycles.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "isa/spec.hpp"

namespace rexa {

enum class LoopForm { kUnrolled, kKept };

// Texts of one instruction and how to find a character of them in the user's file.
struct InstructionSource {
  std::string name;
  std::string stack_text, return_text, loop_text;  // stack effects; empty is "( -- )"
  std::string semantics;
  ImmKind imm_kind = ImmKind::kNone;
  int imm_bits = 0;
  bool system_operation = false;  // carried out by the machine itself, has no encoding
  // field: "do", "stack", "return" or "loop"; offset: characters into that text.
  std::function<Where(const char* field, int offset)> where;
};

// All faults are collected. Error codes: "semantics-syntax", "stack-effect", "unknown-name", "unknown-call",
// "unknown-trap", "type-mismatch", "not-a-flag", "literal-range", "not-constant", "name-taken",
// "assigned-input", "unassigned", "trap-after-effect", "too-many-writes", "conditional-read", "control",
// "effect-not-fulfilled", "unreachable", "too-large".
Result<InstructionIr> lower_semantics(const InstructionSource& source, const Parameters& parameters,
                                      const std::vector<Trap>& traps, const SystemState& system = {},
                                      LoopForm loops = LoopForm::kUnrolled);

}  // namespace rexa
