#include "gen/vm_direct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_document.hpp"
#include "gen/compose.hpp"
#include "gen/cpp_handler.hpp"
#include "gen/decode_table.hpp"
#include "gen/frame_check.hpp"
#include "gen/names.hpp"
#include "gen/text_template.hpp"
#include "isa/sequence.hpp"

namespace rexa {

namespace {

constexpr int kMostOperands = 4;  // enough for any: handlers read operands where they are

using Sequence = std::vector<int>;  // op numbers

// The stems of groups.json that this build has the instructions for.
Result<std::vector<Sequence>> read_stems(const Machine& machine) {
  Result<JsonDocument> document = JsonDocument::load(home_folder() + "/gen/groups.json");
  if (!document) return document.diagnostics();
  std::vector<Sequence> stems;
  Diagnostics diagnostics;
  const auto& list = document->root().at("stems");
  for (std::size_t i = 0; i < list.size(); ++i) {
    Sequence ops;
    bool complete = true;
    for (const SequenceToken& token : split_sequence(list[i].get<std::string>())) {
      const auto found =
          std::find_if(machine.instructions.begin(), machine.instructions.end(),
                       [&](const Instruction& instruction) { return instruction.word == token.text; });
      complete = complete && found != machine.instructions.end();
      ops.push_back(static_cast<int>(found - machine.instructions.begin()));
    }
    if (!complete) continue;
    Composition test;
    const bool is_reached = ops.size() == 1 || std::find(stems.begin(), stems.end(), Sequence(ops.begin(), ops.end() - 1)) != stems.end();
    if (!compose(machine, ops, kMostOperands, test) || ends_block(test.ir) || !is_reached)
      diagnostics.push_back(error("bad-stem", "these instructions cannot be one that goes on, or the stem without the last of them is missing",
                                  document->where(fmt::format("/stems/{}", i))));
    stems.push_back(std::move(ops));
  }
  if (has_errors(diagnostics)) return diagnostics;
  return stems;
}

// Handlers of single instructions are reached through `first_page`, by the instruction's first byte. That of a stem, a
// sequence which often begins something, is instead one that looks what comes after it and goes on to the handler for
// both together, if there is one, else to the plain one. What handlers for several cannot do, they leave to the plain
// one of the first.
class Emitter {
 public:
  Emitter(const Machine& machine, const DecodeTable& table, std::vector<Sequence> stems)
      : machine_(machine), table_(table), stems_(std::move(stems)), names_(op_enumerators(machine)) {
    // The longer ones first: those that lead to them are printed after them.
    std::stable_sort(stems_.begin(), stems_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }

  void add_to(std::map<std::string, std::string>& values) const {
    std::string handlers, second, sequences;
    for (int op = 0; op < static_cast<int>(machine_.instructions.size()); ++op) handlers += handler(op);
    for (const DecodeTable::Page& page : table_.pages) {
      second += fmt::format("const Handler page_{0:02x}[256] = {{\n{1}}};\n"
                            "REXA_HANDLER(to_page_{0:02x}) {{ REXA_TO_PAGE(page_{0:02x}, 1); }}\n",
                            page.first_byte, list(page.second));
    }
    for (const Sequence& stem : stems_) sequences += branches(stem);
    values["handlers"] = handlers;
    values["second_pages"] = second;
    values["sequences"] = sequences;
    values["first_page"] = list(table_.first, true);
  }

  std::size_t steps_beyond() const { return stems_.empty() ? 0 : stems_.front().size(); }

  std::string unchecked_bytes() const {
    std::array<std::uint32_t, 16> words{};
    for (std::size_t byte = 0; byte < 256; ++byte) words[byte / 16] |= unchecked(table_.first[byte]) << 2 * (byte % 16);
    return hexadecimal(words);
  }
  std::string stops() const {
    std::array<std::uint32_t, 8> words{};
    for (std::size_t byte = 0; byte < 256; ++byte)
      words[byte / 32] |= std::uint32_t{entry(table_.first[byte]) == "stop"} << byte % 32;
    return hexadecimal(words);
  }

 private:
  // Instructions of a page count with the longest of them.
  std::uint32_t unchecked(int op) const {
    std::uint32_t most = 0;
    if (op >= DecodeTable::kPage) {
      for (const int second : table_.pages[static_cast<std::size_t>(op - DecodeTable::kPage)].second)
        most = std::max(most, unchecked(second));
      return most;
    }
    if (op == DecodeTable::kIllegal || entry(op) == "stop") return 0;
    const auto& paths = instruction(op).ir.paths;
    const int bytes = machine_.formats[static_cast<std::size_t>(instruction(op).format)].bytes;
    const bool goes_on = std::any_of(paths.begin(), paths.end(), [](const Leaf& leaf) { return leaf.jump == kNone; });
    return goes_on && bytes <= 3 ? static_cast<std::uint32_t>(bytes) : 0;
  }
  template <std::size_t kSize>
  static std::string hexadecimal(const std::array<std::uint32_t, kSize>& words) {
    std::string text;
    for (const std::uint32_t word : words) text += fmt::format("{}0x{:08x}", text.empty() ? "" : ", ", word);
    return text;
  }
  const Instruction& instruction(int op) const { return machine_.instructions[static_cast<std::size_t>(op)]; }


  // --- Single instructions

  std::string handler(int op) const {
    Composition composition;
    if (!composes({op}, composition)) return "";
    const auto text = [&](const std::string& name, const HandlerForm& form) {
      return fmt::format("// {}\nREXA_HANDLER({}) {{\n{}}}\n\n", instruction(op).word, name,
                         print_handler(machine_, composition, form));
    };
    if (checks_frame(machine_, composition.ir)) {
      const std::string anywhere = name(op) + "_anywhere";
      return text(anywhere, {.direct = true}) + text(name(op), {.direct = true, .otherwise = anywhere});
    }
    std::string both = text(name(op), {.direct = true});
    if (sign_bit(op) >= 0) both += text(name(op) + "_positive", {.direct = true, .positive = true});
    return both;
  }

  bool composes(const Sequence& ops, Composition& composition) const {
    return compose(machine_, ops, kMostOperands, composition);
  }
  std::string name(int op) const {
    // "kTwoRFrom" -> "do_TwoRFrom"
    return "do_" + names_[static_cast<std::size_t>(op)].substr(1);
  }
  // Of the operand's sign in the first byte, -1: it is not there.
  int sign_bit(int op) const {
    const Format& format = machine_.formats[static_cast<std::size_t>(instruction(op).format)];
    return format.imm == ImmKind::kSigned ? format.imm_bits - 1 - 8 * (format.bytes - 1) : -1;
  }
  std::string entry(int op) const {
    if (op == DecodeTable::kIllegal) return "stop";
    if (op >= DecodeTable::kPage) return fmt::format("to_page_{:02x}", page(op).first_byte);
    Composition composition;
    return composes({op}, composition) ? name(op) : "stop";
  }
  const DecodeTable::Page& page(int op) const { return table_.pages[static_cast<std::size_t>(op - DecodeTable::kPage)]; }

  std::string list(const std::array<int, 256>& entries, bool by_first_byte = false) const {
    std::array<std::string, 256> names;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const int op = entries[i];
      names[i] = entry(op);
      if (!by_first_byte || op < 0 || op >= DecodeTable::kPage || names[i] == "stop") continue;
      const int sign = sign_bit(op);
      const bool positive = sign >= 0 && (i >> sign & 1) == 0;
      if (positive) names[i] += "_positive";
      if (is_stem({op}) && (sign < 0 || positive)) names[i] = after({op});
    }
    return list(names);
  }
  static std::string list(const std::array<std::string, 256>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) text += names[i] + (i % 8 == 7 ? ",\n" : ", ");
    return text;
  }

  // --- Sequences

  bool is_stem(const Sequence& ops) const { return std::find(stems_.begin(), stems_.end(), ops) != stems_.end(); }
  // "do_LiteralShort_Fetch", for a positive literal.
  std::string name(const Sequence& ops) const {
    std::string text = name(ops[0]) + (ops.size() == 1 && sign_bit(ops[0]) >= 0 ? "_positive" : "");
    for (std::size_t i = 1; i < ops.size(); ++i) text += name(ops[i]).substr(2);
    return text;
  }
  std::string after(const Sequence& stem) const { return "after" + name(stem).substr(2); }

  // The handlers of what may follow the stem, with it; the way to them.
  std::string branches(const Sequence& stem) const {
    std::string text, pages;
    for (int op = 0; op < static_cast<int>(machine_.instructions.size()); ++op) text += handler(with(stem, op));
    int bytes = 0;
    for (const int op : stem) bytes += machine_.formats[static_cast<std::size_t>(instruction(op).format)].bytes;
    for (const DecodeTable::Page& page : table_.pages)
      if (leads_on(stem, page)) text += way(fmt::format("{}_{:02x}", after(stem), page.first_byte), stem, page.second, bytes + 1);
    return text + way(after(stem), stem, table_.first, bytes);
  }
  std::string way(const std::string& name, const Sequence& stem, const std::array<int, 256>& entries, int at) const {
    std::array<std::string, 256> names;
    std::transform(entries.begin(), entries.end(), names.begin(), [&](int op) { return entry(stem, op); });
    return fmt::format("const Handler page_{0}[256] = {{\n{1}}};\nREXA_HANDLER({0}) {{ REXA_TO_PAGE(page_{0}, {2}); }}\n\n",
                       name, list(names), at);
  }
  std::string entry(const Sequence& stem, int op) const {
    if (op >= DecodeTable::kPage && leads_on(stem, page(op)))
      return fmt::format("{}_{:02x}", after(stem), page(op).first_byte);
    Composition composition;
    if (op < 0 || op >= DecodeTable::kPage || !composes(with(stem, op), composition)) return name(stem);
    return is_stem(with(stem, op)) ? after(with(stem, op)) : name(with(stem, op));
  }
  bool leads_on(const Sequence& stem, const DecodeTable::Page& page) const {
    return std::any_of(page.second.begin(), page.second.end(), [&](int op) {
      Composition composition;
      return op >= 0 && composes(with(stem, op), composition);
    });
  }
  static Sequence with(Sequence stem, int op) {
    stem.push_back(op);
    return stem;
  }
  std::string handler(const Sequence& ops) const {
    Composition composition;
    if (!composes(ops, composition)) return "";
    std::string words;
    for (const int op : ops) words += " " + instruction(op).word;
    const HandlerForm form = {.direct = true, .positive = sign_bit(ops[0]) >= 0, .otherwise = name(Sequence{ops[0]})};
    return fmt::format("//{}\nREXA_HANDLER({}) {{\n{}}}\n\n", words, name(ops), print_handler(machine_, composition, form));
  }

  const Machine& machine_;
  const DecodeTable& table_;
  std::vector<Sequence> stems_;
  std::vector<std::string> names_;
};

}  // namespace

Result<FileSet> emit_vm_direct(const Machine& machine, const VmOptions& options) {
  Result<DecodeTable> table = make_decode_table(machine);
  if (!table) return table.diagnostics();
  Result<std::vector<Sequence>> stems = read_stems(machine);
  if (!stems) return stems.diagnostics();
  const Emitter emitter(machine, *table, *stems);
  std::map<std::string, std::string> values = {
      {"machine", machine.name},
      {"hash", machine.config_hash},
      {"core", options.core_name},
      {"unchecked_bytes", emitter.unchecked_bytes()},
      {"stops", emitter.stops()},
      {"steps_beyond", std::to_string(emitter.steps_beyond())},
  };
  Result<std::string> header = fill_template_file("vm_direct.hpp.in", values);
  if (!header) return header.diagnostics();
  values = {{"core", options.core_name}};
  emitter.add_to(values);
  Result<std::string> source = fill_template_file("vm_direct.cpp.in", values);
  if (!source) return source.diagnostics();
  FileSet files;
  files["rexa_vm_direct.hpp"] = *header;
  files["rexa_vm_direct.cpp"] = *source;
  if (Diagnostics failed = add_home_files(files, {"vm/direct.hpp", "vm/outer_loop.hpp"}); has_errors(failed)) return failed;
  return files;
}

Result<FileSet> emit_direct_engine(const Machine& machine) {
  Result<FileSet> files = emit_vm(machine);
  if (!files) return files;
  Result<FileSet> direct = emit_vm_direct(machine);
  if (!direct) return direct;
  files->merge(*direct);
  if (Diagnostics failed = add_home_files(*files, {"sim/engine_abi.h", "sim/plugin/observers.hpp",
                                                   "sim/plugin/vm_engine.hpp", "sim/plugin/direct_engine.hpp"});
      has_errors(failed))
    return failed;
  (*files)["vm_engine.cpp"] =
      "// The software VM in direct form as an engine of the toolkit. Generated; do not edit.\n"
      "#include \"rexa_vm_direct.hpp\"\n"
      "#include \"sim/plugin/direct_engine.hpp\"\n\n"
      "extern \"C\" const RexaEngineApi* rexa_engine_api() {\n"
      "  return rexa::plugin::direct_engine_api<rexa::vm::CoreDirect>();\n"
      "}\n";
  return files;
}

}  // namespace rexa
