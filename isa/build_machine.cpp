#include "isa/build_machine.hpp"

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "isa/library_selection.hpp"
#include "isa/library_text.hpp"
#include "isa/lower_instruction.hpp"

namespace rexa {

namespace {

// Without these the text compiler cannot compile the smallest program.
const char* const kNeededRoles[] = {"literal_short", "literal_long", "branch_zero", "branch_nonzero", "jump",
                                    "jump_far",      "call",         "call_far",    "return",         "halt"};

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool uses(const InstructionIr& ir, Op op) {
  return std::any_of(ir.values.begin(), ir.values.end(), [op](const Value& value) { return value.op == op; });
}

class Builder {
 public:
  Builder(const Spec& spec, const Configuration& configuration) : spec_(spec), configuration_(configuration) {}

  Result<Machine> run() {
    machine_.name = configuration_.name;
    machine_.parameters = configuration_.parameters;
    machine_.core = configuration_.core;
    machine_.host_functions = configuration_.host_functions;
    machine_.host_data = configuration_.host_data;
    machine_.traps = spec_.plain_traps();
    for (const FormatSpec& format : spec_.formats) machine_.formats.push_back(format);
    has_tasks_ = !spec_.system_operations.empty() && configuration_.has_set(kTaskSet);
    if (has_tasks_) add_system();
    for (const InstructionSpec& instruction : spec_.instructions) add_instruction(instruction);
    check_roles();
    for (const LibrarySpec& word : spec_.library) add_library_candidate(word);
    select_words();
    if (has_errors(diagnostics_)) return diagnostics_;
    machine_.config_hash = hash();
    return {std::move(machine_), diagnostics_};
  }

 private:
  template <class Item>
  void leave_out(const Item& item, const std::string& reason) {
    std::vector<std::string> names = item.aliases;
    names.insert(names.begin(), item.word);
    for (const std::string& name : names) {
      if (name.find('#') != std::string::npos) continue;  // no program can ask for it
      if (absent_.insert(name).second) machine_.absent.push_back({name, item.set, reason});
    }
  }

  // Why the configuration leaves a word out, or "".
  std::string reason_to_omit(const std::string& word, const std::string& set, bool always) const {
    if (!always && !configuration_.has_set(set)) {
      return "instruction set '" + set + "' is not in this configuration";
    }
    return contains(configuration_.omit, word) ? "this configuration leaves it out" : "";
  }

  void add_system() {
    SystemState state = system_state(spec_, configuration_.parameters, true);
    machine_.registers = std::move(state.registers);
    machine_.system_tables = std::move(state.tables);
    for (const InstructionSpec& spec : spec_.system_operations) {
      Result<InstructionIr> ir = lower_instruction(spec_, spec, configuration_.parameters, true);
      diagnostics_.insert(diagnostics_.end(), ir.diagnostics().begin(), ir.diagnostics().end());
      if (!ir) continue;
      machine_.system_operations.push_back(instruction_of(spec, std::move(*ir)));
      add_loops(spec, machine_.system_operations.back());
    }
  }

  void add_instruction(const InstructionSpec& spec) {
    const std::string omitted = reason_to_omit(spec.word, spec.set, spec.always);
    if (!omitted.empty()) {
      // A word with a library form besides is there without its instruction.
      if (!spec.internal && spec_.library_word(spec.word) == nullptr) leave_out(spec, omitted);
      return;
    }
    Result<InstructionIr> ir = lower_instruction(spec_, spec, configuration_.parameters, has_tasks_);
    diagnostics_.insert(diagnostics_.end(), ir.diagnostics().begin(), ir.diagnostics().end());
    if (!ir) return;
    InstructionSpec whole = spec;
    derive_effects(*ir, whole);
    std::string missing;
    if (configuration_.core.multiplier == "none" && uses(*ir, Op::kMul)) missing = "multiplier";
    if (configuration_.core.divider == "none" && (uses(*ir, Op::kDiv) || uses(*ir, Op::kRem)))
      missing = "divider";
    const bool forced = contains(configuration_.library, spec.word);
    if (!missing.empty() && spec.library_body().empty()) {
      leave_out(spec, "it needs a " + missing + ", which this configuration does not have");
    } else if (forced || !missing.empty()) {
      add_library_form(whole);
    } else {
      keep(whole, std::move(*ir));
    }
  }

  void keep(const InstructionSpec& spec, InstructionIr ir) {
    machine_.instructions.push_back(instruction_of(spec, std::move(ir)));
    add_loops(spec, machine_.instructions.back());
  }

  void add_loops(const InstructionSpec& spec, Instruction& instruction) {
    instruction.with_loops =
        lower_with_loops(spec_, spec, configuration_.parameters, has_tasks_, instruction.ir);
  }

  static Instruction instruction_of(const InstructionSpec& spec, InstructionIr ir) {
    Instruction out;
    out.word = spec.word;
    out.aliases = spec.aliases;
    out.name = spec.name;
    out.set = spec.set;
    out.role = spec.role;
    out.internal = spec.internal;
    out.stack_text = spec.stack_text;
    out.return_text = spec.return_text;
    out.loop_text = spec.loop_text;
    out.semantics = spec.place.has("sequence") ? spec.sequence : spec.semantics;
    out.doc = spec.doc;
    out.where = spec.place.where();
    out.format = spec.format_index;
    out.base = spec.base;
    out.ir = std::move(ir);
    return out;
  }

  void add_library_form(const InstructionSpec& spec) {
    LibraryWord word;
    word.word = spec.word;
    word.aliases = spec.aliases;
    word.set = spec.set;
    word.stack_text = spec.stack_text;
    word.define = ": " + spec.word + " " + spec.library_body() + " ;";
    word.doc = spec.doc;
    word.where = spec.place.where(spec.library_key());
    add_candidate(std::move(word));
  }

  void add_library_candidate(const LibrarySpec& spec) {
    const bool has_instruction = std::any_of(machine_.instructions.begin(), machine_.instructions.end(),
                                             [&](const Instruction& in) { return in.word == spec.word; });
    if (has_instruction) return;
    const std::string omitted = reason_to_omit(spec.word, spec.set, spec.always);
    if (!omitted.empty()) {
      if (!spec.internal) leave_out(spec, omitted);
      return;
    }
    LibraryWord word;
    word.word = spec.word;
    word.aliases = spec.aliases;
    word.set = spec.set;
    word.stack_text = spec.stack_text;
    word.define = spec.define;
    word.doc = spec.doc;
    word.internal = spec.internal;
    word.where = spec.place.where("define");
    add_candidate(std::move(word));
  }

  void add_candidate(LibraryWord word) {
    word.define = substitute_cell_bits(word.define, configuration_.parameters.cell_bits);
    candidates_.push_back(std::move(word));
  }

  void check_roles() {
    std::string missing;
    for (const char* role : kNeededRoles) {
      const bool declared = std::any_of(spec_.instructions.begin(), spec_.instructions.end(),
                                        [&](const InstructionSpec& spec) { return spec.role == role; });
      const bool kept = std::any_of(machine_.instructions.begin(), machine_.instructions.end(),
                                    [&](const Instruction& instruction) { return instruction.role == role; });
      // An instruction that could not be lowered has been reported already.
      if (!kept && (!declared || !has_errors(diagnostics_))) {
        missing += std::string(missing.empty() ? "" : ", ") + "'" + role + "'";
      }
    }
    if (missing.empty()) return;
    diagnostics_.push_back(error(
        "missing-role",
        "no instruction of this configuration has the role " + missing + ", which the text compiler needs",
        configuration_.place.where("sets"), "add the set that has it, usually \"core\""));
  }

  // The library, and the directives, some of which stand on library words of the same name with a '#'.
  void select_words() {
    auto omitted = [&](const DirectiveSpec& directive) {
      return reason_to_omit(directive.word, directive.set, false);
    };
    auto is_available = [&](const std::string& word) {
      const DirectiveSpec* directive = spec_.directive(word);
      if (directive != nullptr) return omitted(*directive).empty();
      return std::any_of(machine_.instructions.begin(), machine_.instructions.end(),
                         [&](const Instruction& in) {
                           return !in.internal && (in.word == word || contains(in.aliases, word));
                         });
    };
    std::vector<std::string> wanted;
    if (has_tasks_) wanted = {"gate#", "start#"};  // system memory says where they are
    for (const DirectiveSpec& directive : spec_.directives) {
      if (omitted(directive).empty()) wanted.push_back(directive.word + "#");
    }
    Result<LibrarySelection> selection = select_library(candidates_, is_available, wanted);
    diagnostics_.insert(diagnostics_.end(), selection.diagnostics().begin(), selection.diagnostics().end());
    if (!selection) return;
    for (const LibraryWord& word : candidates_) {
      const auto reason = selection->unusable.find(word.word);
      if (reason != selection->unusable.end() && !word.internal) leave_out(word, reason->second);
    }
    machine_.library = std::move(selection->words);
    for (const DirectiveSpec& directive : spec_.directives) {
      const auto reason = selection->unusable.find(directive.word + "#");
      if (const std::string why = omitted(directive); !why.empty()) {
        leave_out(directive, why);
      } else if (reason != selection->unusable.end()) {
        leave_out(directive, reason->second);
      } else {
        machine_.directives.push_back(directive);
      }
    }
  }

  // Everything that generated forms depend on, in a fixed order; places and documentation are left out.
  std::string hash() const {
    std::string all = "rexa machine 1\n" + machine_.name + "\n";
    auto line = [&](const std::vector<std::string>& parts) {
      for (const std::string& part : parts) all += std::to_string(part.size()) + ":" + part + " ";
      all += "\n";
    };
    const Parameters& p = machine_.parameters;
    for (int number : {p.cell_bits, p.code_bytes, p.data_bytes, p.stack_cells[0], p.stack_cells[1],
                       p.stack_cells[2], machine_.core.top_registers[0], machine_.core.top_registers[1],
                       machine_.core.top_registers[2], machine_.core.chain_levels}) {
      line({std::to_string(number)});
    }
    line({machine_.core.multiplier, machine_.core.divider});
    for (int number : {p.tasks, p.frames, p.exports, p.mailbox_cells, p.control_depth, p.slice_instructions,
                       p.host_bytes[0], p.host_bytes[1], p.host_bytes[2]}) {
      line({std::to_string(number)});
    }
    for (const Register& reg : machine_.registers) line({reg.name});
    for (const SystemTable& table : machine_.system_tables) {
      line({table.name, std::to_string(table.count), std::to_string(table.base), std::to_string(table.stride)});
      line(table.fields);
    }
    for (const Instruction& operation : machine_.system_operations) line({operation.name, print_ir(operation.ir)});
    for (const Trap& trap : machine_.traps) line({trap.name, std::to_string(trap.code)});
    for (const Format& format : machine_.formats) {
      line({format.name, format.pattern, std::to_string(static_cast<int>(format.imm))});
    }
    for (const Instruction& in : machine_.instructions) {
      line({in.word, in.name, in.set, in.role, in.internal ? "internal" : "", in.stack_text, in.return_text,
            in.loop_text, std::to_string(in.format), std::to_string(in.base), print_ir(in.ir)});
      line(in.aliases);
    }
    for (const LibraryWord& word : machine_.library) {
      line({word.word, word.define, word.internal ? "internal" : ""});
      line(word.aliases);
    }
    for (const Directive& directive : machine_.directives) {
      line({directive.word});
      line(directive.aliases);
    }
    for (const AbsentWord& word : machine_.absent) line({word.word, word.set, word.reason});
    for (const HostFunction& function : machine_.host_functions) {
      line({function.name, std::to_string(function.inputs), std::to_string(function.outputs)});
    }
    for (const HostData& data : machine_.host_data) {
      line({data.name, std::to_string(data.bits), std::to_string(data.length), std::to_string(data.address)});
    }
    return content_hash(all);
  }

  const Spec& spec_;
  const Configuration& configuration_;
  Machine machine_;
  std::vector<LibraryWord> candidates_;
  std::set<std::string> absent_;
  bool has_tasks_ = false;
  Diagnostics diagnostics_;
};

}  // namespace

Result<Machine> build_machine(const Spec& spec, const Configuration& configuration) {
  return Builder(spec, configuration).run();
}

}  // namespace rexa
