#include "gen/vm_direct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gen/compose.hpp"
#include "gen/cpp_handler.hpp"
#include "gen/decode_table.hpp"
#include "gen/frame_check.hpp"
#include "gen/names.hpp"
#include "gen/text_template.hpp"

namespace rexa {

namespace {

constexpr int kMostOperands = 2;

class Emitter {
 public:
  Emitter(const Machine& machine, const DecodeTable& table)
      : machine_(machine), table_(table), names_(op_enumerators(machine)) {}

  void add_to(std::map<std::string, std::string>& values) const {
    std::string handlers, second;
    for (int op = 0; op < static_cast<int>(machine_.instructions.size()); ++op) handlers += handler(op);
    for (const DecodeTable::Page& page : table_.pages) {
      second += fmt::format("const Handler page_{0:02x}[256] = {{\n{1}}};\n"
                            "REXA_HANDLER(to_page_{0:02x}) {{ REXA_TO_PAGE(page_{0:02x}); }}\n",
                            page.first_byte, list(page.second));
    }
    values["handlers"] = handlers;
    values["second_pages"] = second;
    values["first_page"] = list(table_.first, true);
  }

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


  std::string handler(int op) const {
    Composition composition;
    if (!compose(machine_, {op}, kMostOperands, composition)) return "";
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
    if (op >= DecodeTable::kPage)
      return fmt::format("to_page_{:02x}", table_.pages[static_cast<std::size_t>(op - DecodeTable::kPage)].first_byte);
    Composition composition;
    return compose(machine_, {op}, kMostOperands, composition) ? name(op) : "stop";
  }
  std::string list(const std::array<int, 256>& entries, bool by_first_byte = false) const {
    std::string text;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const int op = entries[i];
      text += entry(op);
      if (by_first_byte && op >= 0 && op < DecodeTable::kPage && entry(op) != "stop")
        if (const int sign = sign_bit(op); sign >= 0 && (i >> sign & 1) == 0) text += "_positive";
      text += i % 8 == 7 ? ",\n" : ", ";
    }
    return text;
  }

  const Machine& machine_;
  const DecodeTable& table_;
  std::vector<std::string> names_;
};

}  // namespace

Result<FileSet> emit_vm_direct(const Machine& machine, const VmOptions& options) {
  Result<DecodeTable> table = make_decode_table(machine);
  if (!table) return table.diagnostics();
  const Emitter emitter(machine, *table);
  std::map<std::string, std::string> values = {
      {"machine", machine.name},
      {"hash", machine.config_hash},
      {"core", options.core_name},
      {"unchecked_bytes", emitter.unchecked_bytes()},
      {"stops", emitter.stops()},
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
