#include "gen/vm_direct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

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

// The op numbers of the words; empty: this build does not have them all.
Sequence ops_of(const Machine& machine, const std::string& words) {
  Sequence ops;
  for (const SequenceToken& token : split_sequence(words)) {
    const auto found =
        std::find_if(machine.instructions.begin(), machine.instructions.end(),
                     [&](const Instruction& instruction) { return instruction.word == token.text; });
    if (found == machine.instructions.end()) return {};
    ops.push_back(static_cast<int>(found - machine.instructions.begin()));
  }
  return ops;
}

// Of groups.json, as far as this build has the instructions.
struct Sequences {
  std::vector<Sequence> stems, groups;
};
Result<Sequences> read_sequences(const Machine& machine) {
  Result<JsonDocument> document = JsonDocument::load(home_folder() + "/gen/groups.json");
  if (!document) return document.diagnostics();
  Sequences sequences;
  for (const auto& group : document->root().at("groups"))
    if (Sequence ops = ops_of(machine, group.get<std::string>()); !ops.empty())
      sequences.groups.push_back(std::move(ops));
  std::vector<Sequence>& stems = sequences.stems;
  Diagnostics diagnostics;
  const auto& list = document->root().at("stems");
  for (std::size_t i = 0; i < list.size(); ++i) {
    Sequence ops = ops_of(machine, list[i].get<std::string>());
    if (ops.empty()) continue;
    Composition test;
    const bool is_reached = ops.size() == 1 || std::find(stems.begin(), stems.end(),
                                                         Sequence(ops.begin(), ops.end() - 1)) != stems.end();
    if (!compose(machine, ops, kMostOperands, test) || ends_block(test.ir) || !is_reached)
      diagnostics.push_back(error(
          "bad-stem",
          "these instructions cannot be one that goes on, or the stem without the last of them is missing",
          document->where(fmt::format("/stems/{}", i))));
    stems.push_back(std::move(ops));
  }
  if (has_errors(diagnostics)) return diagnostics;
  return sequences;
}

// Handlers of single instructions are reached through `first_page`, by the instruction's first byte. That of a
// stem, a sequence which often begins something, is instead one that looks what comes after it and goes on to
// the handler for both together, if there is one, else to the plain one. What handlers for several cannot do,
// they leave to the plain one of the first.
class Emitter {
 public:
  Emitter(const Machine& machine, const DecodeTable& table, Sequences sequences)
      : machine_(machine),
        table_(table),
        stems_(std::move(sequences.stems)),
        groups_(std::move(sequences.groups)),
        names_(op_enumerators(machine)) {
    // The longer ones first: those that lead to them are printed after them.
    std::stable_sort(stems_.begin(), stems_.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }

  void add_to(std::map<std::string, std::string>& values) const {
    std::string handlers, second, sequences;
    for (int op = 0; op < static_cast<int>(machine_.instructions.size()); ++op) handlers += handler(op);
    for (const DecodeTable::Page& page : table_.pages) {
      second += fmt::format(
          "const Handler page_{0:02x}[256] = {{\n{1}}};\n"
          "REXA_HANDLER(to_page_{0:02x}) {{ REXA_TO_PAGE(page_{0:02x}, 1); }}\n",
          page.first_byte, list(page.second));
    }
    for (const bool is_way : {false, true})
      for (const Sequence& stem : stems_)
        for (const OperandRange range : ranges(stem[0]))
          if (!is_negative(range)) sequences += is_way ? ways({stem, range}) : branches({stem, range});
    values["handlers"] = handlers;
    values["second_pages"] = second;
    values["sequences"] = sequences;
    values["first_page"] = first_page(false);
    values["sequence_page"] = first_page(true);
  }

  std::size_t steps_beyond() const { return stems_.empty() ? 0 : stems_.front().size(); }

  std::string unchecked_bytes() const {
    std::array<std::uint32_t, 16> words{};
    for (std::size_t byte = 0; byte < 256; ++byte)
      words[byte / 16] |= unchecked(table_.first[byte]) << 2 * (byte % 16);
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
    const bool goes_on =
        std::any_of(paths.begin(), paths.end(), [](const Leaf& leaf) { return leaf.jump == kNone; });
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
    std::string all;
    for (const OperandRange range : ranges(op)) {
      const std::string name = this->name(op, range);
      const auto print = [&](const std::string& own, const std::string& otherwise) {
        const HandlerForm form = {.direct = true, .operand = range, .otherwise = otherwise};
        all += fmt::format("// {}\nREXA_HANDLER({}) {{\n{}}}\n\n", instruction(op).word, own,
                           print_handler(machine_, composition, form));
      };
      const bool has_usual_case = checks_frame(machine_, composition.ir);
      if (has_usual_case) print(name + "_anywhere", "");
      print(name, has_usual_case ? name + "_anywhere" : "");
    }
    return all;
  }

  bool composes(const Sequence& ops, Composition& composition) const {
    return compose(machine_, ops, kMostOperands, composition);
  }
  std::string name(int op) const {
    // "kTwoRFrom" -> "do_TwoRFrom"
    return "do_" + names_[static_cast<std::size_t>(op)].substr(1);
  }
  std::string name(int op, OperandRange range) const {
    static const std::map<OperandRange, const char*> suffixes = {
        {OperandRange::kAny, ""},
        {OperandRange::kPositive, "_positive"},
        {OperandRange::kNegative, "_negative"},
        {OperandRange::kByte, "_byte"},
        {OperandRange::kNegativeByte, "_negative_byte"}};
    return name(op) + suffixes.at(range);
  }
  // Of the operand's bits, those in the first byte, when they say its sign; else 0.
  int leading_bits(int op) const {
    const Format& format = machine_.formats[static_cast<std::size_t>(instruction(op).format)];
    const bool has_sign = format.imm == ImmKind::kSigned || format.imm == ImmKind::kRelative;
    return has_sign ? std::max(0, format.imm_bits - 8 * (format.bytes - 1)) : 0;
  }
  OperandRange range(int op, std::size_t first_byte) const {
    const int bits = leading_bits(op);
    if (bits == 0) return OperandRange::kAny;
    const std::size_t most = (std::size_t{1} << bits) - 1, leading = first_byte & most;
    const bool short_ends = machine_.formats[static_cast<std::size_t>(instruction(op).format)].bytes == 2;
    if (short_ends && leading == 0) return OperandRange::kByte;
    if (short_ends && leading == most) return OperandRange::kNegativeByte;
    return leading <= most / 2 ? OperandRange::kPositive : OperandRange::kNegative;
  }
  // Those that the instruction's first bytes have.
  std::set<OperandRange> ranges(int op) const {
    std::set<OperandRange> found;
    for (std::size_t byte = 0; byte < 256; ++byte)
      if (table_.first[byte] == op) found.insert(range(op, byte));
    return found.empty() ? std::set{OperandRange::kAny} : found;
  }
  static bool is_negative(OperandRange range) {
    return range == OperandRange::kNegative || range == OperandRange::kNegativeByte;
  }
  std::string entry(int op) const {
    if (op == DecodeTable::kIllegal) return "stop";
    if (op >= DecodeTable::kPage) return fmt::format("to_page_{:02x}", page(op).first_byte);
    Composition composition;
    return composes({op}, composition) ? name(op) : "stop";
  }
  const DecodeTable::Page& page(int op) const {
    return table_.pages[static_cast<std::size_t>(op - DecodeTable::kPage)];
  }

  std::string first_page(bool with_sequences) const {
    std::array<std::string, 256> names;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const int op = table_.first[byte];
      names[byte] = entry(op);
      if (op < 0 || op >= DecodeTable::kPage || names[byte] == "stop") continue;
      const OperandRange range = this->range(op, byte);
      names[byte] =
          with_sequences && is_stem({op}) && !is_negative(range) ? after({{op}, range}) : name(op, range);
    }
    return list(names);
  }
  std::string list(const std::array<int, 256>& entries) const {
    std::array<std::string, 256> names;
    std::transform(entries.begin(), entries.end(), names.begin(), [&](int op) { return entry(op); });
    return list(names);
  }
  static std::string list(const std::array<std::string, 256>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) text += names[i] + (i % 8 == 7 ? ",\n" : ", ");
    return text;
  }

  // --- Sequences

  // Of a first operand that lies in the range; of several, the distance that the last one jumps, too.
  struct Stem {
    Sequence ops;
    OperandRange range = OperandRange::kAny, distance = OperandRange::kAny;
    Stem with(int op, OperandRange distance = OperandRange::kAny) const {
      Stem longer = *this;
      longer.ops.push_back(op);
      longer.distance = distance;
      return longer;
    }
  };
  bool is_relative(int op) const {
    return machine_.formats[static_cast<std::size_t>(instruction(op).format)].imm == ImmKind::kRelative;
  }
  bool is_stem(const Sequence& ops) const {
    return std::find(stems_.begin(), stems_.end(), ops) != stems_.end();
  }
  // "do_LiteralShort_byte_Fetch"
  std::string name(const Stem& stem) const {
    std::string text = name(stem.ops[0], stem.range);
    for (std::size_t i = 1; i < stem.ops.size(); ++i)
      text += name(stem.ops[i], i + 1 == stem.ops.size() ? stem.distance : OperandRange::kAny).substr(2);
    return text;
  }
  std::string after(const Stem& stem) const { return "after" + name(stem).substr(2); }

  // The handlers of what may follow the stem, with it.
  std::string branches(const Stem& stem) const {
    std::string text;
    for (int op = 0; op < static_cast<int>(machine_.instructions.size()); ++op)
      if (goes_on(stem, op))
        for (const OperandRange range : is_relative(op) ? ranges(op) : std::set{OperandRange::kAny})
          text += handler(stem.with(op, range));
    return text;
  }
  // The way to them.
  std::string ways(const Stem& stem) const {
    std::string text;
    int bytes = 0;
    for (const int op : stem.ops)
      bytes += machine_.formats[static_cast<std::size_t>(instruction(op).format)].bytes;
    for (const DecodeTable::Page& page : table_.pages)
      if (leads_on(stem, page))
        text += way(fmt::format("{}_{:02x}", after(stem), page.first_byte), stem, page.second, bytes + 1);
    return text + way(after(stem), stem, table_.first, bytes);
  }
  std::string way(const std::string& name, const Stem& stem, const std::array<int, 256>& entries,
                  int at) const {
    std::array<std::string, 256> names;
    for (std::size_t byte = 0; byte < 256; ++byte) names[byte] = entry(stem, entries[byte], byte);
    return fmt::format(
        "const Handler page_{0}[256] = {{\n{1}}};\nREXA_HANDLER({0}) {{ REXA_TO_PAGE(page_{0}, {2}); }}\n\n",
        name, list(names), at);
  }
  std::string entry(const Stem& stem, int op, std::size_t byte) const {
    if (op >= DecodeTable::kPage && leads_on(stem, page(op)))
      return fmt::format("{}_{:02x}", after(stem), page(op).first_byte);
    if (op < 0 || op >= DecodeTable::kPage || !goes_on(stem, op)) return name(stem);
    if (is_stem(stem.with(op).ops)) return after(stem.with(op));
    return name(stem.with(op, is_relative(op) ? range(op, byte) : OperandRange::kAny));
  }
  // With what some group begins with.
  bool goes_on(const Stem& stem, int op) const {
    const Sequence ops = stem.with(op).ops;
    const auto begins = [&](const Sequence& group) {
      return group.size() >= ops.size() && std::equal(ops.begin(), ops.end(), group.begin());
    };
    Composition composition;
    return std::any_of(groups_.begin(), groups_.end(), begins) && composes(ops, composition);
  }
  bool leads_on(const Stem& stem, const DecodeTable::Page& page) const {
    return std::any_of(page.second.begin(), page.second.end(),
                       [&](int op) { return op >= 0 && goes_on(stem, op); });
  }
  std::string handler(const Stem& stem) const {
    Composition composition;
    composes(stem.ops, composition);
    std::string words;
    for (const int op : stem.ops) words += " " + instruction(op).word;
    const HandlerForm form = {.direct = true,
                              .operand = stem.range,
                              .distance = stem.distance,
                              .otherwise = name(stem.ops[0], stem.range)};
    return fmt::format("//{}\nREXA_HANDLER({}) {{\n{}}}\n\n", words, name(stem),
                       print_handler(machine_, composition, form));
  }

  const Machine& machine_;
  const DecodeTable& table_;
  std::vector<Sequence> stems_, groups_;
  std::vector<std::string> names_;
};

}  // namespace

Result<FileSet> emit_vm_direct(const Machine& machine, const VmOptions& options) {
  Result<DecodeTable> table = make_decode_table(machine);
  if (!table) return table.diagnostics();
  Result<Sequences> sequences = read_sequences(machine);
  if (!sequences) return sequences.diagnostics();
  const Emitter emitter(machine, *table, *sequences);
  std::map<std::string, std::string> values = {
      {"machine", machine.name},   {"hash", machine.config_hash},
      {"core", options.core_name}, {"unchecked_bytes", emitter.unchecked_bytes()},
      {"stops", emitter.stops()},  {"steps_beyond", std::to_string(emitter.steps_beyond())},
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
  if (Diagnostics failed = add_home_files(files, {"vm/direct.hpp", "vm/outer_loop.hpp"}); has_errors(failed))
    return failed;
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
