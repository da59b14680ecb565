#include "isa/lower_instruction.hpp"

#include <algorithm>

#include "isa/kept_loops.hpp"
#include "isa/semantics.hpp"
#include "isa/sequence.hpp"
#include "isa/stack_effect.hpp"

namespace rexa {

namespace {

constexpr const char* kEffectKeys[kStackCount] = {"stack", "return", "loop"};

const std::string& effect_text(const InstructionSpec& instruction, int stack) {
  if (stack == 0) return instruction.stack_text;
  return stack == 1 ? instruction.return_text : instruction.loop_text;
}

Result<InstructionIr> lower_semantics_of(const Spec& spec, const InstructionSpec& instruction,
                                         const Parameters& parameters, bool tasks,
                                         LoopForm loops = LoopForm::kUnrolled) {
  InstructionSource source;
  source.name = instruction.name;
  source.stack_text = instruction.stack_text;
  source.return_text = instruction.return_text;
  source.loop_text = instruction.loop_text;
  source.semantics = instruction.semantics;
  if (instruction.format_index >= 0) {
    const Format& format = spec.formats[static_cast<std::size_t>(instruction.format_index)];
    if (format.imm_bits > 0 && format.imm_bits <= 32) {
      source.imm_kind = format.imm;
      source.imm_bits = format.imm_bits;
    }
  }
  source.where = [place = instruction.place](const char* field, int offset) {
    return place.where(field, offset);
  };
  source.system_operation = std::any_of(spec.system_operations.begin(), spec.system_operations.end(),
                                        [&](const InstructionSpec& other) { return &other == &instruction; });
  return lower_semantics(source, parameters, spec.plain_traps(), system_state(spec, parameters, tasks), loops);
}

// A stack effect that the user gave for a fused instruction must be what the sequence does.
Diagnostics check_effects(const InstructionSpec& instruction, const InstructionIr& ir) {
  Diagnostics diagnostics;
  for (int stack = 0; stack < kStackCount; ++stack) {
    const char* key = kEffectKeys[stack];
    if (!instruction.place.has(key)) continue;
    const auto where = [&](int offset) { return instruction.place.where(key, offset); };
    const Result<StackEffect> effect = parse_stack_effect(effect_text(instruction, stack), where);
    if (!effect) {
      diagnostics.insert(diagnostics.end(), effect.diagnostics().begin(), effect.diagnostics().end());
      continue;
    }
    int most = 0;
    for (const auto& alternative : effect->alternatives) most = std::max(most, cells_of(alternative));
    if (cells_of(effect->inputs) != ir.inputs[stack] || most != ir.max_outputs[stack]) {
      diagnostics.push_back(error("stack-effect",
                                  "the sequence takes " + std::to_string(ir.inputs[stack]) +
                                      " cells and leaves " + std::to_string(ir.max_outputs[stack]) +
                                      ", but the stack effect says " +
                                      std::to_string(cells_of(effect->inputs)) + " and " + std::to_string(most),
                                  where(-1), std::string("remove \"") + key + "\" to have it derived"));
    }
  }
  return diagnostics;
}

std::string derived_effect(const InstructionIr& ir, int stack) {
  std::string text = "(";
  for (int i = 0; i < ir.inputs[stack]; ++i) text += " x" + std::to_string(i + 1);
  text += " --";
  for (int i = 0; i < ir.max_outputs[stack]; ++i) text += " y" + std::to_string(i + 1);
  return text + " )";
}

}  // namespace

Result<InstructionIr> lower_instruction(const Spec& spec, const InstructionSpec& instruction,
                                        const Parameters& parameters, bool tasks) {
  if (!instruction.place.has("sequence")) return lower_semantics_of(spec, instruction, parameters, tasks);
  SequenceSource source;
  source.name = instruction.name;
  source.where = [place = instruction.place](int offset) { return place.where("sequence", offset); };
  Diagnostics diagnostics;
  for (const SequenceToken& token : split_sequence(instruction.sequence)) {
    SequencePart part;
    part.token = token;
    if (const std::optional<std::int64_t> literal = literal_value(token.text)) {
      part.literal = *literal;
    } else {
      const InstructionSpec* used = spec.instruction(token.text);
      const Where where = source.where(token.offset);
      if (used == nullptr || used->internal || spec.directive(token.text) != nullptr) {
        std::vector<std::string> words;
        for (const InstructionSpec& other : spec.instructions) {
          if (!other.internal) words.push_back(other.word);
        }
        diagnostics.push_back(error("unknown-word",
                                    "'" + token.text + "' is not an instruction that can be fused", where,
                                    did_you_mean(token.text, words)));
        continue;
      }
      if (used->place.has("sequence")) {
        diagnostics.push_back(error("bad-sequence", "'" + token.text + "' is itself a sequence", where,
                                    "write out the words that it fuses"));
        continue;
      }
      Result<InstructionIr> ir = lower_semantics_of(spec, *used, parameters, tasks);
      if (!ir) continue;  // reported where that instruction is lowered for itself
      part.ir = std::move(*ir);
    }
    source.parts.push_back(std::move(part));
  }
  if (has_errors(diagnostics)) return diagnostics;
  Result<InstructionIr> fused = fuse_sequence(source, parameters);
  if (!fused) return fused;
  diagnostics = check_effects(instruction, *fused);
  if (has_errors(diagnostics)) return diagnostics;
  return fused;
}

std::optional<InstructionIr> lower_with_loops(const Spec& spec, const InstructionSpec& instruction,
                                              const Parameters& parameters, bool tasks, const InstructionIr& unrolled) {
  if (instruction.place.has("sequence")) return std::nullopt;
  Result<InstructionIr> kept = lower_semantics_of(spec, instruction, parameters, tasks, LoopForm::kKept);
  if (!kept || kept->loops.empty() || !is_same(unroll(*kept), unrolled)) return std::nullopt;
  return std::move(*kept);
}

void derive_effects(const InstructionIr& ir, InstructionSpec& instruction) {
  if (!instruction.place.has("sequence")) return;
  std::string* texts[kStackCount] = {&instruction.stack_text, &instruction.return_text, &instruction.loop_text};
  for (int stack = 0; stack < kStackCount; ++stack) {
    const bool used = stack == 0 || ir.inputs[stack] > 0 || ir.max_outputs[stack] > 0;
    if (texts[stack]->empty() && used) *texts[stack] = derived_effect(ir, stack);
  }
}

}  // namespace rexa
