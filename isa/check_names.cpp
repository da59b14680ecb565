#include "isa/check_names.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include "isa/library_text.hpp"

namespace rexa {

namespace {

// Traps that the machine raises by itself, whatever the instructions say.
const char* const kMachineTraps[] = {"bad_pc",         "illegal",       "data_underflow",  "return_underflow",
                                     "loop_underflow", "data_overflow", "return_overflow", "loop_overflow",
                                     "misaligned",     "bad_address"};

struct RoleFormat {
  const char* role;
  ImmKind imm;
};

// How the text compiler writes the operand of the instructions that it needs.
const RoleFormat kRoleFormats[] = {{"literal_short", ImmKind::kSigned},
                                   {"literal_long", ImmKind::kSigned},
                                   {"literal_extend", ImmKind::kUnsigned},
                                   {"extend", ImmKind::kNone},
                                   {"branch_zero", ImmKind::kRelative},
                                   {"branch_nonzero", ImmKind::kRelative},
                                   {"jump", ImmKind::kRelative},
                                   {"jump_far", ImmKind::kUnsigned},
                                   {"call", ImmKind::kRelative},
                                   {"call_far", ImmKind::kUnsigned},
                                   {"return", ImmKind::kNone},
                                   {"halt", ImmKind::kNone},
                                   {"do", ImmKind::kNone},
                                   {"loop", ImmKind::kRelative},
                                   {"plus_loop", ImmKind::kNone},
                                   {"unloop", ImmKind::kNone},
                                   {"call_frame", ImmKind::kUnsigned}};

const char* imm_text(ImmKind imm) {
  switch (imm) {
    case ImmKind::kNone:
      return "no operand";
    case ImmKind::kSigned:
      return "a signed operand";
    case ImmKind::kUnsigned:
      return "an unsigned operand";
    case ImmKind::kRelative:
      return "a relative operand";
  }
  return "";
}

std::string place_text(const Where& where) {
  return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

class NameChecker {
 public:
  explicit NameChecker(const Spec& spec) : spec_(spec), words_(spec.words()) {}

  Diagnostics run() {
    check_unique("parameter", spec_.parameters);
    check_unique("trap", spec_.traps);
    check_unique("format", spec_.formats);
    check_unique("set", spec_.sets);
    check_unique("register", spec_.registers);
    check_unique("system table", spec_.system);
    check_unique("system operation", spec_.system_operations);
    check_unique("instruction", spec_.instructions);
    check_parameters();
    check_traps();
    check_words();
    check_roles();
    check_system();
    for (const InstructionSpec& instruction : spec_.instructions) check_instruction(instruction);
    for (const LibrarySpec& word : spec_.library) check_library_word(word);
    for (const DirectiveSpec& directive : spec_.directives) check_set(directive.set, directive.place);
    return std::move(diagnostics_);
  }

 private:
  void add(const char* code, const std::string& message, const Where& where, const std::string& hint = "") {
    diagnostics_.push_back(error(code, message, where, hint));
  }

  template <class Item>
  void check_unique(const std::string& what, const std::vector<Item>& items) {
    std::map<std::string, const Item*> seen;
    for (const Item& item : items) {
      if (item.name.empty()) continue;
      const auto [first, fresh] = seen.emplace(item.name, &item);
      if (fresh) continue;
      add("duplicate-name", "a second " + what + " named '" + item.name + "'", item.place.where("name"),
          "the first stands at " + place_text(first->second->place.where("name")));
    }
  }

  void check_parameters() {
    Parameters known;
    for (const ParameterSpec& spec : spec_.parameters) {
      if (spec.name.empty()) continue;
      if (parameter(known, spec.name) == nullptr) {
        add("unknown-parameter", "the machine has no parameter '" + spec.name + "'", spec.place.where("name"),
            did_you_mean(spec.name, parameter_names()));
      }
      const int value = spec.default_value;
      const bool listed =
          spec.values.empty() || std::find(spec.values.begin(), spec.values.end(), value) != spec.values.end();
      if (!listed || value < spec.min.value_or(value) || value > spec.max.value_or(value) ||
          value % spec.multiple.value_or(1) != 0) {
        add("bad-parameter",
            "the default " + std::to_string(value) + " of '" + spec.name + "' is not allowed by itself",
            spec.place.where("default"));
      }
    }
    for (const ParameterSpec& spec : spec_.parameters) {
      if (parameter(known, spec.name) != nullptr) check_capacity(spec);
    }
    if (spec_.parameters.empty()) return;
    std::vector<std::string> missing;
    for (const std::string& name : parameter_names()) {
      if (spec_.registers.empty() && is_task_parameter(name)) continue;
      const bool found = std::any_of(spec_.parameters.begin(), spec_.parameters.end(),
                                     [&](const ParameterSpec& spec) { return spec.name == name; });
      if (!found) missing.push_back(name);
    }
    if (missing.empty()) return;
    const Place root{spec_.parameters.front().place.document, ""};
    add("missing-parameter", "parameters of the machine are not declared: " + list(missing),
        root.where("parameters"));
  }

  // What the engines and the record format are built for (sim/engine_abi.h, isa/ir.hpp).
  void check_capacity(const ParameterSpec& spec) {
    if (spec.name == "cell_bits") {
      const bool fits = !spec.values.empty() && std::all_of(spec.values.begin(), spec.values.end(),
                                                            [](int bits) { return bits == 16 || bits == 32; });
      if (!fits) {
        add("bad-parameter", "cells of other widths than 16 and 32 bits are not supported", spec.place.where(),
            "write \"values\": [16, 32]");
      }
      return;
    }
    const bool is_memory = spec.name == "code_bytes" || spec.name == "data_bytes";
    int most = is_memory ? 65536 : 1024;
    int least = is_memory ? 8 : 4;
    if (is_task_parameter(spec.name)) {
      const bool is_host = spec.name.rfind("host", 0) == 0;
      most = is_host ? 32768 : spec.name == "exports" ? 256 : spec.name == "slice_instructions" ? 65535 : 64;
      least = is_host ? 0 : 1;
      if (!is_host && spec.name != "slice_instructions") check_powers(spec);
      if (is_host && spec.multiple.value_or(1) % 4 != 0) {
        add("bad-parameter", "areas of host data are multiples of 4 bytes", spec.place.where());
      }
    }
    std::vector<int> bounds = spec.values;
    if (bounds.empty()) bounds = {spec.min.value_or(0), spec.max.value_or(INT32_MAX)};
    for (int bound : bounds) {
      if (bound >= least && bound <= most) continue;
      add("bad-parameter", "the range of '" + spec.name + "' goes beyond what the toolkit supports",
          spec.place.where(),
          "give \"min\" and \"max\" within " + std::to_string(least) + " to " + std::to_string(most));
      return;
    }
  }

  static bool is_task_parameter(const std::string& name) {
    const std::vector<std::string>& names = parameter_names();
    return std::find(names.begin() + 6, names.end(), name) != names.end();
  }

  // Tables in system memory are powers of two long: an index is cut to them.
  void check_powers(const ParameterSpec& spec) {
    const bool fits = !spec.values.empty() && std::all_of(spec.values.begin(), spec.values.end(), [](int value) {
      return value > 0 && (value & (value - 1)) == 0;
    });
    if (!fits) {
      add("bad-parameter", "the values of '" + spec.name + "' must be powers of two", spec.place.where(),
          "write \"values\": [2, 4, 8]");
    }
  }

  void check_system() {
    Parameters parameters;
    for (const SystemTableSpec& table : spec_.system) {
      const int count = table_count(table.count, parameters);
      if (count > 0 && (count & (count - 1)) == 0) continue;
      add("bad-table", "the number of records of '" + table.name + "' is no power of two", table.place.where("count"),
          "write a product of parameters and numbers such as \"tasks*2\"");
    }
    for (const InstructionSpec& operation : spec_.system_operations) {
      if (!operation.stack_text.empty() || !operation.return_text.empty() || !operation.loop_text.empty()) {
        add("bad-operation", "a system operation has no stack effect", operation.place.where());
      }
    }
  }

  void check_traps() {
    std::map<int, const TrapSpec*> codes;
    for (const TrapSpec& trap : spec_.traps) {
      const auto [first, fresh] = codes.emplace(trap.code, &trap);
      if (fresh || trap.code == 0) continue;
      add("duplicate-code", "the traps '" + first->second->name + "' and '" + trap.name + "' share a code",
          trap.place.where("code"), "the first stands at " + place_text(first->second->place.where("code")));
    }
    if (spec_.traps.empty()) return;
    std::vector<std::string> missing;
    for (const char* name : kMachineTraps) {
      const bool found = std::any_of(spec_.traps.begin(), spec_.traps.end(),
                                     [&](const TrapSpec& trap) { return trap.name == name; });
      if (!found) missing.emplace_back(name);
    }
    if (missing.empty()) return;
    const Place root{spec_.traps.front().place.document, ""};
    add("missing-trap", "traps that the machine itself raises are not declared: " + list(missing),
        root.where("traps"));
  }

  // One name space for all words, but a directive may hide the instruction that it compiles to.
  void check_words() {
    std::map<std::string, Where> seen;
    auto claim = [&](const std::string& word, const Where& where) {
      if (word.empty()) return;
      const auto [first, fresh] = seen.emplace(word, where);
      if (fresh) return;
      add("duplicate-word", "the word '" + word + "' is defined twice", where,
          "the first stands at " + place_text(first->second));
    };
    auto claim_all = [&](const auto& item) {
      claim(item.word, item.place.where("word"));
      for (std::size_t i = 0; i < item.aliases.size(); ++i) {
        claim(item.aliases[i], item.place.where("aliases/" + std::to_string(i)));
      }
    };
    for (const InstructionSpec& instruction : spec_.instructions) claim_all(instruction);
    for (const LibrarySpec& word : spec_.library) {
      // The library form of an instruction of another set, for builds without that set.
      const InstructionSpec* instruction = spec_.instruction(word.word);
      const bool is_form = instruction != nullptr && instruction->word == word.word && !word.always &&
                           !instruction->always && instruction->set != word.set;
      if (!is_form) claim_all(word);
    }
    for (const DirectiveSpec& directive : spec_.directives) {
      const InstructionSpec* hidden = spec_.instruction(directive.word);
      if (hidden != nullptr && !hidden->role.empty()) seen.erase(directive.word);
      claim_all(directive);
    }
  }

  // Each role is played once, and with the operand that the compiler will write.
  void check_roles() {
    std::map<std::string, const InstructionSpec*> players;
    for (const InstructionSpec& instruction : spec_.instructions) {
      if (instruction.role.empty()) continue;
      const auto [first, fresh] = players.emplace(instruction.role, &instruction);
      if (!fresh) {
        add("duplicate-role",
            "both '" + first->second->word + "' and '" + instruction.word + "' have the role '" +
                instruction.role + "'",
            instruction.place.where("role"),
            "the first stands at " + place_text(first->second->place.where("role")));
      }
      if (instruction.format_index < 0) continue;
      const Format& format = spec_.formats[static_cast<std::size_t>(instruction.format_index)];
      for (const RoleFormat& role : kRoleFormats) {
        if (role.role != instruction.role || role.imm == format.imm) continue;
        add("role-format",
            "the role '" + instruction.role + "' needs " + imm_text(role.imm) + ", but format '" + format.name +
                "' has " + imm_text(format.imm),
            instruction.place.where("format"));
      }
    }
  }

  void check_set(const std::string& set, const Place& place) {
    if (set.empty() || spec_.has_set(set)) return;
    add("unknown-set", "there is no instruction set '" + set + "'", place.where("set"),
        did_you_mean(set, spec_.set_names()));
  }

  void check_instruction(const InstructionSpec& instruction) {
    const Where where = instruction.place.where();
    if (!instruction.always) check_set(instruction.set, instruction.place);
    if (!instruction.place.has("set") && !instruction.always) {
      add("missing-key", "the key 'set' is missing", where, "sets: " + list(spec_.set_names()));
    }
    if (!instruction.place.has("format") && !instruction.always) {
      add("missing-key", "the key 'format' is missing", where);
    }
    const bool fused = instruction.place.has("sequence");
    if (instruction.place.has("do") == fused) {
      add("missing-key",
          fused ? "an instruction has either \"do\" or \"sequence\", not both" : "the key 'do' is missing",
          where, fused ? "" : "give its meaning in \"do\", or the words that it fuses in \"sequence\"");
    }
    if (!fused && !instruction.place.has("stack")) add("missing-key", "the key 'stack' is missing", where);
    const std::vector<std::string>& roles = role_names();
    if (!instruction.role.empty() && std::find(roles.begin(), roles.end(), instruction.role) == roles.end()) {
      std::string hint = did_you_mean(instruction.role, roles);
      if (hint.empty()) hint = "roles: " + list(roles);
      add("unknown-role", "the text compiler knows no role '" + instruction.role + "'",
          instruction.place.where("role"), hint);
    }
    if (!instruction.library.empty()) {
      check_text(": " + instruction.word + " " + instruction.library + " ;", instruction.library.size(),
                 static_cast<int>(instruction.word.size()) + 3, instruction.place, "library");
    }
  }

  void check_library_word(const LibrarySpec& word) {
    if (!word.always) check_set(word.set, word.place);
    if (!word.always && !word.place.has("set")) {
      add("missing-key", "the key 'set' is missing", word.place.where(), "sets: " + list(spec_.set_names()));
    }
    if (word.define.empty()) return;
    const LibraryUse use = scan_library_text(word.define);
    if (use.defines.empty() || use.defines.back().text != word.word) {
      add("bad-library", "the text does not define '" + word.word + "'", word.place.where("define", 0),
          "write \": " + word.word + " ... ;\"");
    }
    check_text(word.define, word.define.size(), 0, word.place, "define");
  }

  // `shift`: characters of the text before the user's own, which are `size` long.
  void check_text(const std::string& text, std::size_t size, int shift, const Place& place, const char* key) {
    const LibraryUse use = scan_library_text(text);
    auto where = [&](int offset) {
      const int own = offset - shift;
      return place.where(key, own >= 0 && own < static_cast<int>(size) ? own : -1);
    };
    if (!use.fault.empty()) add("bad-library", use.fault, where(-1));
    for (const LibraryToken& token : use.uses) {
      if (std::find(words_.begin(), words_.end(), token.text) != words_.end()) continue;
      std::string hint = did_you_mean(token.text, words_);
      const InstructionSpec* hidden = spec_.instruction(token.text);
      if (hidden != nullptr) hint = "'" + token.text + "' is internal: only the text compiler may emit it";
      add("unknown-word", "the library text uses '" + token.text + "', which is no word", where(token.offset),
          hint);
    }
  }

  static std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
  }

  const Spec& spec_;
  std::vector<std::string> words_;
  Diagnostics diagnostics_;
};

}  // namespace

Diagnostics check_names(const Spec& spec) { return NameChecker(spec).run(); }

const std::vector<std::string>& role_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const RoleFormat& role : kRoleFormats) names.emplace_back(role.role);
    return names;
  }();
  return kNames;
}

}  // namespace rexa
