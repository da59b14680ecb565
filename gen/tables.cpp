#include "gen/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "gen/system_layout.hpp"
#include "vm/compiler_number.hpp"
#include "vm/word_search.hpp"

namespace rexa {
namespace {

using vm::Directive;
using vm::Role;

struct RoleName {
  const char* name;
  const char* enumerator;
};

// In the order of vm::Role.
constexpr std::array<RoleName, static_cast<std::size_t>(Role::kCount)> kRoles = {{
    {"literal_short", "kLiteralShort"},
    {"literal_long", "kLiteralLong"},
    {"literal_extend", "kLiteralExtend"},
    {"extend", "kExtend"},
    {"branch_zero", "kBranchZero"},
    {"branch_nonzero", "kBranchNonzero"},
    {"jump", "kJump"},
    {"jump_far", "kJumpFar"},
    {"call", "kCall"},
    {"call_far", "kCallFar"},
    {"return", "kReturn"},
    {"halt", "kHalt"},
    {"do", "kDo"},
    {"loop", "kLoop"},
    {"plus_loop", "kPlusLoop"},
    {"unloop", "kUnloop"},
    {"call_frame", "kCallFrame"},
}};

const std::map<std::string, Directive>& directives_by_word() {
  static const std::map<std::string, Directive> directives = {
      {":", Directive::kColon},        {":*", Directive::kColonExport}, {";", Directive::kSemicolon},
      {"if", Directive::kIf},          {"else", Directive::kElse},      {"endif", Directive::kEndif},
      {"begin", Directive::kBegin},    {"until", Directive::kUntil},    {"again", Directive::kAgain},
      {"while", Directive::kWhile},    {"repeat", Directive::kRepeat},  {"do", Directive::kDo},
      {"loop", Directive::kLoop},      {"+loop", Directive::kPlusLoop}, {"leave", Directive::kLeave},
      {"const", Directive::kConst},    {"var", Directive::kVar},        {"2var", Directive::kTwoVar},
      {"array", Directive::kArray},    {"import", Directive::kImport},  {"$", Directive::kTick},
      {".\"", Directive::kPrint},      {"s\"", Directive::kString},     {"(", Directive::kComment},
      {"\\", Directive::kLineComment}, {"end", Directive::kEnd},
  };
  return directives;
}

std::optional<int> role_index(const std::string& name) {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    if (name == kRoles[i].name) return static_cast<int>(i);
  }
  return std::nullopt;
}

std::uint8_t imm_kind(ImmKind kind) {
  switch (kind) {
    case ImmKind::kNone:
      return 0;
    case ImmKind::kSigned:
      return 1;
    case ImmKind::kUnsigned:
      return 2;
    case ImmKind::kRelative:
      return 3;
  }
  return 0;
}

// The definitions, one to a line.
std::string library_text(const Machine& machine) {
  std::string text;
  for (const LibraryWord& word : machine.library) {
    text += word.define + "\n";
    for (const std::string& alias : word.aliases) text += fmt::format(": {} {} ;\n", alias, word.word);
  }
  return text;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// In the order of WordSearch.
constexpr decltype(vm::Tables::search) kSearches[] = {vm::search_sorted, vm::search_perfect, vm::search_trie};

// A length in front of a name, as an escape that no digit after it can lengthen.
std::string length_escape(std::size_t length) { return fmt::format("\\{:03o}", length); }

}  // namespace

Result<CompilerTables> CompilerTables::make(const Machine& machine, WordSearch search) {
  Diagnostics diagnostics;
  CompilerTables made;
  vm::Tables& tables = made.tables_;
  tables.cell_bits = static_cast<std::uint8_t>(machine.parameters.cell_bits);
  std::copy(std::begin(machine.parameters.host_bytes), std::end(machine.parameters.host_bytes), tables.host_bytes);
  tables.data_bytes = static_cast<std::uint32_t>(machine.parameters.data_bytes);
  std::fill(std::begin(tables.roles), std::end(tables.roles), std::int16_t{-1});
  if (machine.has_tasks()) {
    const auto layout = system_layout(machine);
    if (!layout) return layout.diagnostics();
    made.system_ = std::make_unique<vm::SystemLayout>(*layout);
    tables.system = made.system_.get();
  }

  std::map<std::string, std::pair<vm::WordKind, std::uint16_t>> words;
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const Instruction& instruction = machine.instructions[op];
    const Format& format = machine.formats[static_cast<std::size_t>(instruction.format)];
    const int imm_bits = format.imm == ImmKind::kNone ? 0 : format.imm_bits;
    const std::uint32_t opcode = instruction.base >> imm_bits;
    if (opcode > 0xffff || opcode << imm_bits != instruction.base) {
      diagnostics.push_back(error("long-encoding",
                                  "'" + instruction.word + "' has more than 16 bits besides its operand",
                                  instruction.where));
    }
    made.encodings_.push_back({static_cast<std::uint16_t>(opcode), static_cast<std::uint8_t>(imm_bits),
                               static_cast<std::uint8_t>(format.bytes), imm_kind(format.imm)});
    if (!instruction.role.empty()) {
      if (const auto role = role_index(instruction.role)) {
        tables.roles[*role] = static_cast<std::int16_t>(op);
      } else {
        std::vector<std::string> known;
        for (const RoleName& name : kRoles) known.emplace_back(name.name);
        diagnostics.push_back(
            error("unknown-role", "'" + instruction.word + "' has the unknown role '" + instruction.role + "'",
                  instruction.where, did_you_mean(instruction.role, known)));
      }
    }
    if (instruction.internal) continue;
    std::vector<std::string> names = instruction.aliases;
    names.push_back(instruction.word);
    for (const std::string& name : names) {
      if (!words.emplace(name, std::pair(vm::WordKind::kInstruction, static_cast<std::uint16_t>(op))).second) {
        diagnostics.push_back(
            error("word-twice", "two instructions are called '" + name + "'", instruction.where));
      }
    }
  }
  for (const rexa::Directive& directive : machine.directives) {
    const auto known = directives_by_word().find(directive.word);
    if (known == directives_by_word().end()) {
      diagnostics.push_back(
          error("unknown-directive", "the text compiler has no directive '" + directive.word + "'"));
      continue;
    }
    std::vector<std::string> names = directive.aliases;
    names.push_back(directive.word);
    // A directive wins over the instruction of the same name that it compiles (`do`).
    for (const std::string& name : names) {
      words[name] = {vm::WordKind::kDirective, static_cast<std::uint16_t>(known->second)};
    }
  }
  for (const AbsentWord& absent : machine.absent) {
    const auto known = std::find(made.reasons_.begin(), made.reasons_.end(), absent.reason);
    const auto index = static_cast<std::uint16_t>(known - made.reasons_.begin());
    if (known == made.reasons_.end()) made.reasons_.push_back(absent.reason);
    words.emplace(absent.word, std::pair(vm::WordKind::kAbsent, index));
  }
  std::fill(&tables.host_calls[0][0], &tables.host_calls[0][0] + sizeof tables.host_calls / sizeof(std::int16_t),
            std::int16_t{-1});
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const std::string& name = machine.instructions[op].name;
    for (int in = 0; in <= vm::kMostHostInputs; ++in) {
      for (int out = 0; out <= vm::kMostHostOutputs; ++out) {
        if (name == fmt::format("host_{}_{}", in, out)) tables.host_calls[in][out] = static_cast<std::int16_t>(op);
      }
    }
  }
  for (const HostFunction& function : machine.host_functions) {
    if (tables.host_calls[function.inputs][function.outputs] < 0) {
      diagnostics.push_back(error("no-host-call", fmt::format("'{}' needs the instruction host_{}_{}, which this "
                                                              "machine leaves out",
                                                              function.name, function.inputs, function.outputs)));
    }
    words[function.name] = {vm::WordKind::kHost, static_cast<std::uint16_t>(made.functions_.size())};
    made.functions_.push_back(
        {static_cast<std::uint8_t>(function.inputs), static_cast<std::uint8_t>(function.outputs)});
  }
  for (const HostData& data : machine.host_data) {
    words[data.name] = {vm::WordKind::kHost, static_cast<std::uint16_t>(vm::kFirstHostData + made.data_.size())};
    made.data_.push_back({static_cast<std::uint16_t>(data.address), static_cast<std::uint16_t>(data.length),
                          static_cast<std::uint8_t>(data.bits)});
  }
  for (const auto& [name, meaning] : words) {
    const auto number = vm::parse_number(name.data(), static_cast<std::uint32_t>(name.size()), 32);
    if (number.kind == vm::NumberKind::kSingle || number.kind == vm::NumberKind::kDouble) {
      diagnostics.push_back(error("word-is-number", "a word cannot be called '" + name + "', which is a number"));
    }
  }
  if (has_errors(diagnostics)) return diagnostics;

  std::vector<std::string> names;
  for (const auto& [name, meaning] : words) {
    names.push_back(name);
    made.words_.push_back({name, meaning.first, meaning.second});
  }
  auto index = build_word_index(names, search);
  made.search_ = index ? search : WordSearch::kSorted;
  if (!index) index = build_word_index(names, WordSearch::kSorted);
  made.index_ = index->bytes;
  for (const std::size_t word : index->order) {
    if (word == WordIndex::kNoWord) {
      made.entries_.push_back({vm::kLongFold, 0, {vm::Meaning::kUnknown}});
      continue;
    }
    const NamedWord& named = made.words_[word];
    made.entries_.push_back({vm::word_fold(named.name.data(), static_cast<std::uint32_t>(named.name.size())),
                             static_cast<std::uint16_t>(made.names_.size()),
                             vm::Meaning::of(named.kind, named.value)});
    made.names_.push_back(static_cast<char>(named.name.size()));
    made.names_.insert(made.names_.end(), named.name.begin(), named.name.end());
  }
  const std::string library = library_text(machine);
  made.library_.assign(library.c_str(), library.c_str() + library.size() + 1);

  tables.encodings = made.encodings_.data();
  tables.encoding_count = static_cast<std::uint16_t>(made.encodings_.size());
  tables.words = made.entries_.data();
  tables.word_count = static_cast<std::uint16_t>(made.entries_.size());
  tables.names = made.names_.data();
  tables.index = made.index_.data();
  tables.search = kSearches[static_cast<int>(made.search_)];
  tables.library = made.library_.data();
  tables.library_bytes = static_cast<std::uint32_t>(library.size());
  tables.functions = made.functions_.data();
  tables.function_count = static_cast<std::uint16_t>(made.functions_.size());
  tables.data = made.data_.data();
  tables.data_count = static_cast<std::uint16_t>(made.data_.size());
  return made;
}

Result<FileSet> emit_tables(const Machine& machine, WordSearch search) {
  auto made = CompilerTables::make(machine, search);
  if (!made) return made.diagnostics();
  const vm::Tables& tables = made->tables();
  std::string out = fmt::format(
      "// The text compiler's tables for configuration '{}'. Generated from the spec; do not edit.\n"
      "#pragma once\n\n#include \"vm/tables.hpp\"\n#include \"vm/word_search.hpp\"\n\nnamespace rexa::vm {{\n\n"
      "inline constexpr Encoding kEncodings[] = {{\n",
      machine.name);
  for (std::size_t op = 0; op < tables.encoding_count; ++op) {
    const vm::Encoding& encoding = tables.encodings[op];
    out += fmt::format("    {{0x{:02x}, {}, {}, {}}},  // {}\n", encoding.code, int{encoding.imm_bits},
                       int{encoding.bytes}, int{encoding.imm_kind}, machine.instructions[op].name);
  }
  out += "};\n\n// Each with its length in front.\ninline constexpr char kNames[] =\n";
  std::string words;
  for (std::size_t i = 0; i < tables.word_count; ++i) {
    const vm::Word& word = tables.words[i];
    if (!word.meaning.known()) {
      words += "    {kLongFold, 0, {Meaning::kUnknown}},\n";
      continue;
    }
    const char* const kinds[] = {"kInstruction", "kDirective", "kAbsent", "kHost"};
    const std::size_t length = static_cast<unsigned char>(tables.names[word.name]);
    const std::string name(tables.names + word.name + 1, length);
    out += fmt::format("    \"{}\" {}\n", length_escape(length), quoted(name));
    words += fmt::format("    {{0x{:08x}, {}, Meaning::of(WordKind::{}, {})}},\n", word.fold, word.name,
                         kinds[static_cast<int>(word.meaning.kind())], word.meaning.value());
  }
  out += "    \"\";\n\ninline constexpr Word kWords[] = {\n" + words + "};\n\n";
  const std::vector<std::uint8_t>& index = made->index();
  if (!index.empty()) {
    out += "inline constexpr uint8_t kIndex[] = {";
    for (std::size_t i = 0; i < index.size(); ++i) out += fmt::format("{}{},", i % 20 == 0 ? "\n    " : " ", index[i]);
    out += "\n};\n\n";
  }
  out += "// Why the words are absent that are.\ninline constexpr const char* kAbsentReasons[] = {\n";
  for (const std::string& reason : made->absent_reasons()) out += "    " + quoted(reason) + ",\n";
  out += "    nullptr};\n\n";
  // Neither array is empty: C++ has no such arrays.
  out += "inline constexpr HostFunction kHostFunctions[] = {\n";
  for (const HostFunction& function : machine.host_functions) {
    out += fmt::format("    {{{}, {}}},  // {}\n", function.inputs, function.outputs, function.name);
  }
  out += "    {0, 0}};\n\ninline constexpr HostData kHostData[] = {\n";
  for (std::size_t i = 0; i < tables.data_count; ++i) {
    const vm::HostData& data = tables.data[i];
    out += fmt::format("    {{{}, {}, {}}},  // {}\n", data.address, data.length, data.bits, machine.host_data[i].name);
  }
  out += "    {0, 0, 8}};\n\ninline constexpr char kLibrary[] =\n";
  std::istringstream lines(tables.library);
  for (std::string line; std::getline(lines, line);) out += "    " + quoted(line + "\n") + "\n";
  out += "    \"\";\n\n";
  if (tables.system != nullptr) {
    out += "inline constexpr SystemLayout kSystemLayout = " + print_system_layout(*tables.system) + ";\n\n";
  }
  out += "inline constexpr Tables kTables = {\n";
  out += fmt::format("    {}, {}, {{{}, {}, {}}}, {}, kEncodings, {}, kWords, {}, kNames, {}, {},\n    {{\n",
                     tables.cell_bits, tables.system == nullptr ? "nullptr" : "&kSystemLayout", tables.host_bytes[0], tables.host_bytes[1], tables.host_bytes[2],
                     tables.data_bytes, tables.encoding_count, tables.word_count,
                     word_search_name(made->search()).function, index.empty() ? "nullptr" : "kIndex");
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    out += fmt::format("        {},  // {}\n", tables.roles[i], kRoles[i].enumerator);
  }
  out += fmt::format("    }},\n    kLibrary, {}, kHostFunctions, kHostData, {}, {},\n    {{",
                     tables.library_bytes, tables.function_count, tables.data_count);
  for (const auto& row : tables.host_calls) out += fmt::format("{{{}, {}, {}}}, ", row[0], row[1], row[2]);
  out.erase(out.size() - 2);
  out += "}};\n\n}  // namespace rexa::vm\n";
  return FileSet{{"rexa_tables.hpp", out}};
}

}  // namespace rexa
