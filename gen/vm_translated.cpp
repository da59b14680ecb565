#include "gen/vm_translated.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_document.hpp"
#include "gen/compose.hpp"
#include "gen/cpp_handler.hpp"
#include "gen/decode_table.hpp"
#include "gen/names.hpp"
#include "gen/text_template.hpp"
#include "isa/sequence.hpp"

namespace rexa {

namespace {

constexpr int kMostOperands = 2;  // of Slot in vm/translated.hpp
constexpr int kMostParts = 5;     // of Group there

// The groups of groups.json that this build has the instructions for, as op numbers.
Result<std::vector<std::vector<int>>> read_groups(const Machine& machine) {
  Result<JsonDocument> document = JsonDocument::load(home_folder() + "/gen/groups.json");
  if (!document) return document.diagnostics();
  std::vector<std::vector<int>> groups;
  Diagnostics diagnostics;
  const auto& list = document->root().at("groups");
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::vector<int> ops;
    bool complete = true;
    for (const SequenceToken& token : split_sequence(list[i].get<std::string>())) {
      const auto found =
          std::find_if(machine.instructions.begin(), machine.instructions.end(),
                       [&](const Instruction& instruction) { return instruction.word == token.text; });
      complete = complete && found != machine.instructions.end();
      ops.push_back(static_cast<int>(found - machine.instructions.begin()));
    }
    if (!complete) continue;
    if (Composition test; static_cast<int>(ops.size()) > kMostParts || !compose(machine, ops, kMostOperands, test))
      diagnostics.push_back(error("bad-group", "these instructions cannot be one",
                                  document->where(fmt::format("/groups/{}", i))));
    groups.push_back(std::move(ops));
  }
  if (has_errors(diagnostics)) return diagnostics;
  return groups;
}

std::string lower_first(std::string name) {
  // "kTwoRFrom" -> "two_r_from"
  std::string result;
  for (const char c : name.substr(1)) {
    if (std::isupper(static_cast<unsigned char>(c))) {
      if (!result.empty()) result += '_';
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result;
}

class Emitter {
 public:
  Emitter(const Machine& machine, const std::vector<std::vector<int>>& groups)
      : machine_(machine), names_(op_enumerators(machine)), groups_(groups) {}

  void add_to(std::map<std::string, std::string>& values) {
    std::string first;
    int count = 0;
    for (int op = 0; op < static_cast<int>(machine_.instructions.size()); ++op) {
      const Instruction& instruction = machine_.instructions[static_cast<std::size_t>(op)];
      forms_ += form(instruction);
      first += fmt::format("{},{}", count, op % 16 == 15 ? "\n" : " ");
      for (const std::vector<int>& group : starting_with(op)) {
        Composition composition;
        if (!compose(machine_, group, kMostOperands, composition)) continue;
        add(composition);
        ++count;
      }
    }
    values["forms"] = forms_;
    values["groups"] = table_;
    values["handlers"] = handlers_;
    values["first_groups"] = first + fmt::format("{},", count);
    values["op_count"] = std::to_string(machine_.instructions.size());
  }

 private:
  std::vector<std::vector<int>> starting_with(int op) const {
    std::vector<std::vector<int>> found;
    for (const auto& group : groups_)
      if (group[0] == op) found.push_back(group);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    found.push_back({op});
    return found;
  }

  std::string form(const Instruction& instruction) const {
    const Format& format = machine_.formats[static_cast<std::size_t>(instruction.format)];
    const InstructionIr& ir = instruction.ir;
    int change[kStackCount];
    for (int s = 0; s < kStackCount; ++s)
      change[s] = static_cast<int>(ir.paths[0].outputs[s].size()) - ir.inputs[s];
    const bool jumps_by_operand = format.imm != ImmKind::kNone && is_static_jump(ir);
    return fmt::format("{{{}, {}, {}, {}, {}, {{{}, {}, {}}}, {{{}, {}, {}}}, {{{}, {}, {}}}}},  // {}\n",
                       format.bytes, format.imm_bits, format.imm == ImmKind::kSigned || format.imm == ImmKind::kRelative,
                       jumps_by_operand, ends_block(ir), ir.inputs[0], ir.inputs[1], ir.inputs[2],
                       ir.max_outputs[0], ir.max_outputs[1], ir.max_outputs[2], change[0], change[1], change[2],
                       instruction.word);
  }

  bool is_static_jump(const InstructionIr& ir) const {
    Composition composition;
    const auto found = std::find_if(machine_.instructions.begin(), machine_.instructions.end(),
                                    [&](const Instruction& i) { return &i.ir == &ir; });
    if (!compose(machine_, {static_cast<int>(found - machine_.instructions.begin())}, kMostOperands, composition))
      return false;
    return composition.jumping_part >= 0;
  }

  void add(const Composition& composition) {
    std::string name = "h", words, ops, operands;
    for (const int op : composition.parts) {
      name += "_" + lower_first(names_[static_cast<std::size_t>(op)]);
      words += " " + machine_.instructions[static_cast<std::size_t>(op)].word;
      ops += fmt::format("Core::Op::{}, ", names_[static_cast<std::size_t>(op)]);
    }
    static constexpr const char* kKinds[] = {"kCell", "kRaw", "kNextPc"};
    for (const HandlerOperand& operand : composition.operands)
      operands += fmt::format("{{{}, translated::OperandKind::{}}}, ", operand.part,
                              kKinds[static_cast<int>(operand.kind)]);
    handlers_ += fmt::format("//{}\nREXA_HANDLER({}) {{\n{}}}\n\n", words, name, print_handler(machine_, composition, {}));
    table_ += fmt::format("{{{}, {}, {{{}}}, {}, {}, {{{}}}}},\n", name, composition.parts.size(), ops,
                          composition.jumping_part, composition.operands.size(), operands);
  }

  const Machine& machine_;
  std::vector<std::string> names_;
  const std::vector<std::vector<int>>& groups_;
  std::string forms_, table_, handlers_;
};

// A table of 256 numbers.
std::string numbers(const std::array<int, 256>& entries, int none) {
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const int entry = entries[i] == DecodeTable::kIllegal  ? none
                      : entries[i] >= DecodeTable::kPage   ? 0x8000 + entries[i] - DecodeTable::kPage
                                                           : entries[i];
    text += fmt::format("{},{}", entry, i % 16 == 15 ? "\n" : " ");
  }
  return text;
}

}  // namespace

Result<FileSet> emit_vm_translated(const Machine& machine, const VmOptions& options, bool groups) {
  Result<DecodeTable> table = make_decode_table(machine);
  if (!table) return table.diagnostics();
  std::vector<std::vector<int>> chosen;
  if (groups) {
    Result<std::vector<std::vector<int>>> read = read_groups(machine);
    if (!read) return read.diagnostics();
    chosen = *read;
  }
  const int none = static_cast<int>(machine.instructions.size());
  std::map<std::string, std::string> values = {
      {"machine", machine.name},
      {"hash", machine.config_hash},
      {"core", options.core_name},
      {"first_page", numbers(table->first, none)},
      {"tasks", machine.has_tasks() ? "1" : ""},
  };
  std::string pages, cases;
  for (std::size_t i = 0; i < table->pages.size(); ++i) {
    pages += fmt::format("static constexpr uint16_t kSecond{}[256] = {{\n{}}};\n", i, numbers(table->pages[i].second, none));
    cases += fmt::format("case {}: return kSecond{}[at[1]];\n", 0x8000 + i, i);
  }
  values["second_pages"] = pages;
  values["decode_pages"] = cases;
  Emitter(machine, chosen).add_to(values);
  Result<std::string> text = fill_template_file("vm_translated.hpp.in", values);
  if (!text) return text.diagnostics();
  FileSet files;
  files["rexa_vm_translated.hpp"] = *text;
  if (Diagnostics failed = add_home_files(files, {"vm/translated.hpp", "vm/outer_loop.hpp"}); has_errors(failed)) return failed;
  return files;
}

Result<FileSet> emit_translated_engine(const Machine& machine, bool groups) {
  Result<FileSet> files = emit_vm(machine);
  if (!files) return files;
  Result<FileSet> translated = emit_vm_translated(machine, {}, groups);
  if (!translated) return translated;
  files->merge(*translated);
  if (Diagnostics failed = add_home_files(*files, {"sim/engine_abi.h", "sim/plugin/observers.hpp",
                                                   "sim/plugin/vm_engine.hpp", "sim/plugin/translated_engine.hpp"});
      has_errors(failed))
    return failed;
  (*files)["vm_engine.cpp"] =
      "// The software VM in translated form as an engine of the toolkit. Generated; do not edit.\n"
      "#include \"rexa_vm_translated.hpp\"\n"
      "#include \"sim/plugin/translated_engine.hpp\"\n\n"
      "extern \"C\" const RexaEngineApi* rexa_engine_api() {\n"
      "#if REXA_VM_CAN_TRANSLATE\n"
      "  return rexa::plugin::translated_engine_api<rexa::vm::CoreTranslated>();\n"
      "#else\n"
      "  return rexa::plugin::vm_engine_api<rexa::vm::Core>();\n"
      "#endif\n"
      "}\n";
  return files;
}

}  // namespace rexa
