#include "gen/vm_cpp.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/cpp_body.hpp"
#include "gen/decode_table.hpp"
#include "gen/host_calls.hpp"
#include "gen/names.hpp"
#include "gen/text_template.hpp"
#include "isa/decoder.hpp"

namespace rexa {

namespace {

// "a b c" in lines of at most `width`, each with the comment prefix.
std::string comment(const std::string& text, const std::string& prefix, std::size_t width = 108) {
  std::string result, line;
  const auto flush = [&] {
    if (!line.empty()) result += prefix + line + '\n';
    line.clear();
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    std::string word = text.substr(at, end - at);
    std::replace(word.begin(), word.end(), '\n', ' ');
    if (prefix.size() + line.size() + 1 + word.size() > width) flush();
    line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  flush();
  return result;
}

std::string page_name(const DecodeTable::Page& page) { return fmt::format("kPage{:02X}", page.first_byte); }

std::string encoding_text(const Machine& machine, const Instruction& instruction) {
  if (instruction.format < 0) return "carried out by the machine itself";
  const Format& format = machine.formats[static_cast<std::size_t>(instruction.format)];
  std::string bits;
  for (int bit = 8 * format.bytes - 1; bit >= 0; --bit) {
    const bool operand = bit < format.imm_bits;
    bits += operand ? 'i' : (instruction.base >> bit & 1) ? '1' : '0';
    if (bit % 8 == 0 && bit > 0) bits += ' ';
  }
  return bits;
}

// Word, encoding, stack effects, meaning, and where the spec says so.
std::string heading(const Machine& machine, const Instruction& instruction) {
  std::string effects = instruction.stack_text.empty() ? "( -- )" : instruction.stack_text;
  if (!instruction.return_text.empty()) effects += "  return " + instruction.return_text;
  if (!instruction.loop_text.empty()) effects += "  loop " + instruction.loop_text;
  std::string text =
      fmt::format("// {}   {}   {}\n", instruction.word, effects, encoding_text(machine, instruction));
  if (!instruction.semantics.empty()) text += comment(instruction.semantics, "//   ");
  const std::string place = place_in_spec(instruction);
  return place.empty() ? text : text + "//   " + place + "\n";
}

// The bodies of operations `from` to `to`, in the macro that makes each one's label.
std::string operations_text(const Machine& machine, const std::vector<std::string>& names, const char* macro,
                            int from, int to) {
  std::string text;
  for (int op = from; op < to; ++op) {
    const Instruction& operation = machine.operation(op);
    const std::string& name = names[static_cast<std::size_t>(op)];
    if (op > from) text += '\n';
    text += heading(machine, operation);
    text += fmt::format("{}({}) {{\n{}}}\n", macro, name, print_body(machine, operation, name, 2));
  }
  return text;
}

// What the template asks for about instructions. Those that call host functions have bodies of their own in the
// threaded form alone when they can share one.
void add_instructions(const Machine& machine, const std::vector<std::string>& names,
                      std::map<std::string, std::string>& values) {
  const auto bodies = [&](int from, int to) { return operations_text(machine, names, "REXA_OP", from, to); };
  const int count = static_cast<int>(machine.instructions.size());
  const std::optional<HostCalls> calls = find_host_calls(machine);
  std::string& cases = values["host_calls"];
  values["instructions"] = bodies(0, calls ? calls->first : count);
  values["host_operand"] = calls ? calls->operand : "";
  values["host_port"] = calls ? calls->first_port : "";
  values["host_results"] = calls ? std::to_string(calls->results) : "";
  values["host_bytes"] = calls ? std::to_string(calls->bytes) : "";
  values["first_host_call"] = calls ? names[static_cast<std::size_t>(calls->first)] : "";
  if (!calls) return;
  const int end = calls->first + calls->count;
  values["instructions"] += "\n#if !defined(REXA_VM_SWITCH)\n" + bodies(calls->first, end) + "#endif\n\n" + bodies(end, count);
  for (int op = calls->first; op < end; ++op) {
    cases += fmt::format("case Op::{}:{}", names[static_cast<std::size_t>(op)],
                         op + 1 == end ? "" : (op + 1 - calls->first) % calls->results == 0 ? "\n" : " ");
  }
}

// A table of 256 entries as a list macro; equal neighbours share a line.
std::string list_macro(const DecodeTable& table, const std::array<int, 256>& entries,
                       const std::vector<std::string>& names, const char* illegal) {
  const auto name = [&](int entry) -> std::string {
    if (entry == DecodeTable::kIllegal) return illegal;
    if (entry >= DecodeTable::kPage)
      return page_name(table.pages[static_cast<std::size_t>(entry - DecodeTable::kPage)]);
    return names[static_cast<std::size_t>(entry)];
  };
  // Sixteen equal neighbours in a row make one entry.
  std::string text;
  for (std::size_t row = 0; row < 256;) {
    const auto from = entries.begin() + static_cast<std::ptrdiff_t>(row);
    const bool all_equal =
        row % 16 == 0 && std::all_of(from, from + 16, [&](int entry) { return entry == *from; });
    const std::size_t next = row + (all_equal ? 16 : 4);
    std::string line = fmt::format("  /* {:02x} */", row);
    if (all_equal)
      line += fmt::format(" REXA_16(X, {})", name(entries[row]));
    else
      for (std::size_t i = row; i < next; ++i) line += fmt::format(" X({})", name(entries[i]));
    text += line + (next < 256 ? " \\\n" : "\n");
    row = next;
  }
  return text;
}

Diagnostics check_traps(const Machine& machine) {
  Diagnostics diagnostics;
  for (const char* needed : {"bad_pc", "illegal", "data_underflow", "return_underflow", "loop_underflow",
                             "data_overflow", "return_overflow", "loop_overflow"}) {
    const bool found = std::any_of(machine.traps.begin(), machine.traps.end(),
                                   [&](const Trap& trap) { return trap.name == needed; });
    if (!found)
      diagnostics.push_back(error("missing-trap", fmt::format("the specification has no trap '{}', which the "
                                                              "machine raises by itself",
                                                              needed)));
  }
  return diagnostics;
}

// What the run loop itself reads and writes.
Diagnostics check_registers(const Machine& machine) {
  Diagnostics diagnostics;
  if (!machine.has_tasks()) return diagnostics;
  for (const char* needed :
       {"task", "alive", "code_lo", "code_span", "data_lo", "data_size", "shared_span", "cause"}) {
    if (machine.register_index(needed) < 0)
      diagnostics.push_back(error("missing-register", fmt::format("the specification has no register '{}', which "
                                                                  "the machine itself uses",
                                                                  needed)));
  }
  for (const char* needed : {"switch", "end"}) {
    if (machine.system_op(needed) < 0)
      diagnostics.push_back(error("missing-operation", fmt::format("the specification has no system operation "
                                                                   "'{}', which the machine carries out by itself",
                                                                   needed)));
  }
  return diagnostics;
}

// What the template asks for about tasks.
void add_tasks(const Machine& machine, const std::vector<std::string>& names,
               std::map<std::string, std::string>& values) {
  const Parameters& p = machine.parameters;
  values["tasks"] = machine.has_tasks() ? std::to_string(p.tasks) : "";
  values["task_cells"] = machine.has_tasks() ? std::to_string(machine.system_tables.front().stride) : "";
  if (!machine.has_tasks()) return;
  const auto operation = [&](const char* name) { return names[static_cast<std::size_t>(machine.system_op(name))]; };
  values["system_cells"] = std::to_string(machine.system_cells());
  values["slice_instructions"] = std::to_string(p.slice_instructions);
  values["switch"] = operation("switch");
  values["end"] = operation("end");
  values["system_operations"] = operations_text(machine, names, "REXA_SYSTEM_OP",
                                                static_cast<int>(machine.instructions.size()),
                                                machine.operation_count());
  std::string& enumerators = values["registers"];
  for (const Register& r : machine.registers)
    enumerators += fmt::format("{:<16}// {}\n", enumerator(r.name) + ",", r.doc);
}

// What the template asks for about decoding.
void add_pages(const Machine& machine, const DecodeTable& table, const std::vector<std::string>& names,
               std::map<std::string, std::string>& values) {
  std::string pages, second, labels, jumps, tables, decode, undefine, refused;
  const Decoder decoder(machine);
  for (const DecodeTable::Page& page : table.pages) {
    const std::string name = page_name(page);
    const std::string macro = fmt::format("REXA_PAGE_{:02X}", page.first_byte);
    const std::string variable = fmt::format("page_{:02x}", page.first_byte);
    pages += fmt::format("{},\n", name);
    second +=
        fmt::format("#define {}(X) \\\n{}", macro, list_macro(table, page.second, names, "kIllegalSecond"));
    labels += fmt::format("static const void* const {}[256] = {{{}(REXA_LABEL)}};\n", variable, macro);
    jumps += fmt::format("REXA_OP({}) {{ goto* {}[code[pc + 1]]; }}\n", name, variable);
    tables += fmt::format("static constexpr {} k{}Table[256] = {{{}(REXA_OP_NUMBER)}};\n", values["op_type"],
                          name.substr(1), macro);
    decode += fmt::format("case Op::{0}: return look_up<k{1}Table>(at[1]);\n", name, name.substr(1));
    undefine += fmt::format("#undef {}\n", macro);
    if (const int bytes = decoder.bytes_to_refuse(static_cast<std::uint8_t>(page.first_byte)); bytes != 2)
      refused += fmt::format("code[REXA_OWN_PC(2)] == 0x{:02x} ? {} : ", page.first_byte, bytes);
  }
  values["refused_bytes"] = refused + "2";
  values["pages"] = pages;
  values["second_pages"] = second;
  values["label_pages"] = labels;
  values["page_labels"] = jumps;
  values["second_page_tables"] = tables;
  values["decode_pages"] = decode;
  values["undefine_pages"] = undefine;
  values["first_page"] = list_macro(table, table.first, names, "kIllegalFirst");
}

}  // namespace

Diagnostics add_home_files(FileSet& files, const std::vector<std::string>& paths) {
  Diagnostics diagnostics;
  for (const std::string& path : paths) {
    Result<std::string> text = read_file(home_folder() + "/" + path);
    if (text)
      files[path] = *text;
    else
      diagnostics.insert(diagnostics.end(), text.diagnostics().begin(), text.diagnostics().end());
  }
  return diagnostics;
}

Result<FileSet> emit_vm(const Machine& machine, const VmOptions& options) {
  if (Diagnostics missing = check_traps(machine); has_errors(missing)) return missing;
  if (Diagnostics missing = check_registers(machine); has_errors(missing)) return missing;
  Result<DecodeTable> table = make_decode_table(machine);
  if (!table) return table.diagnostics();

  const Parameters& p = machine.parameters;
  const std::vector<std::string> names = op_enumerators(machine);
  std::string ops, traps;
  for (std::size_t op = 0; op < names.size(); ++op) {
    ops += fmt::format("{}{}", names[op] + ",", op % 6 == 5 || op + 1 == names.size() ? "\n" : " ");
  }
  for (const Trap& trap : machine.traps) {
    const std::string definition = fmt::format("{} = {},", enumerator(trap.name), trap.code);
    traps += fmt::format("{:<24}// {}\n", definition, trap.doc);
  }
  std::string needs, trap_exits;
  for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
    const Instruction& instruction = machine.instructions[op];
    const int bytes = machine.formats[static_cast<std::size_t>(instruction.format)].bytes;
    const StackNeeds stacks = stack_needs(instruction).value_or(StackNeeds{});
    int packed = (bytes - 1) | stacks.growth[0] << 2 | stacks.items[0] << 4;
    for (int s = 1; s < kStackCount; ++s) packed |= (stacks.items[s] | stacks.growth[s] << 2) << (4 + 4 * s);
    needs += fmt::format("0x{:x},{}", packed, op % 16 == 15 ? "\n" : " ");
  }
  for (std::size_t op = machine.instructions.size(); op <= names.size(); ++op) needs += "0, ";
  needs += "1,";
  for (const Trap& trap : machine.traps) trap_exits += fmt::format("REXA_TRAP_EXIT({})\n", enumerator(trap.name));
  std::map<std::string, std::string> values = {
      {"needs", needs},
      {"may_wrap", p.cell_bits == 16 && p.code_bytes >= 65536 ? "yes" : ""},
      {"trap_exits", trap_exits},
      {"machine", machine.name},
      {"hash", machine.config_hash},
      {"core", options.core_name},
      {"cell_bits", std::to_string(p.cell_bits)},
      {"code_bytes", std::to_string(p.code_bytes)},
      {"data_bytes", std::to_string(p.data_bytes)},
      {"all_data_bytes", std::to_string(p.all_data_bytes())},
      {"stack_cells", fmt::format("{}, {}, {}", p.stack_cells[0], p.stack_cells[1], p.stack_cells[2])},
      {"ops", ops},
      {"traps", traps},
      {"op_type", names.size() + table->pages.size() + 2 <= 256 ? "uint8_t" : "uint16_t"},
  };
  add_instructions(machine, names, values);
  add_tasks(machine, names, values);
  add_pages(machine, *table, names, values);
  Result<std::string> core = fill_template_file("vm_core.hpp.in", values);
  if (!core) return core.diagnostics();

  FileSet files;
  files["rexa_vm_core.hpp"] = *core;
  if (Diagnostics failed = add_home_files(files, {"vm/machine.hpp", "vm/dispatch.hpp"}); has_errors(failed))
    return failed;
  return files;
}

Result<FileSet> emit_vm_engine(const Machine& machine) {
  Result<FileSet> files = emit_vm(machine);
  if (!files) return files;
  if (Diagnostics failed =
          add_home_files(*files, {"sim/engine_abi.h", "sim/plugin/observers.hpp", "sim/plugin/vm_engine.hpp"});
      has_errors(failed))
    return failed;
  (*files)["vm_engine.cpp"] =
      "// The software VM as an engine of the toolkit (sim/engine_abi.h). Generated; do not edit.\n"
      "#include \"rexa_vm_core.hpp\"\n"
      "#include \"sim/plugin/vm_engine.hpp\"\n\n"
      "extern \"C\" const RexaEngineApi* rexa_engine_api() {\n"
      "  return rexa::plugin::vm_engine_api<rexa::vm::Core>();\n"
      "}\n";
  return files;
}

}  // namespace rexa
