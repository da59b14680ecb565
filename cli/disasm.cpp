// rexa disasm: lists the bytecode of a program.
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "gen/disassembler.hpp"
#include "sim/program.hpp"

namespace rexa::cli {
namespace {

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Each source line above the first of the instructions that come from it.
std::string listing_with_source(const Program& program, const std::vector<ListingLine>& listing) {
  std::map<std::uint32_t, int> line_at;
  for (const auto& line : program.lines) line_at[line.pc] = line.line;
  const auto source = split_lines(program.source);
  std::string out;
  int shown = 0;
  for (const ListingLine& line : listing) {
    const auto found = line_at.find(line.pc);
    if (found != line_at.end() && found->second != shown) {
      shown = found->second;
      const auto index = static_cast<std::size_t>(shown - 1);
      out +=
          fmt::format("; {}:{}: {}\n", program.source_file, shown, index < source.size() ? source[index] : "");
    }
    out += print_listing({line});
  }
  return out;
}

}  // namespace

int command_disasm(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "disasm";
  line.synopsis = "[options] PROGRAM";
  line.summary = "Lists the bytecode of a program: text, or a file written by `rexa compile -o`.";
  add_machine_options(line);
  line.options.add_options()("library,l", "list the library words below the program, too");
  line.options.add_options()("source,s", "show the lines of text that the code comes from");
  line.positional = "program";
  line.operands = 1;
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  if (programs.empty()) throw UsageError("which program?");

  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const auto program = open_program(*machine, programs[0]);
  report(program.diagnostics());
  if (!program) return kInputAtFault;
  std::map<std::uint32_t, std::string> symbols;
  for (const auto& symbol : program->symbols) symbols[symbol.pc] = symbol.name;
  const std::uint32_t from = values->count("library") != 0 ? 0 : program->entry;
  const auto listing =
      disassemble(*machine, program->code, from, static_cast<std::uint32_t>(program->code.size()), symbols);
  std::cout << (values->count("source") != 0 ? listing_with_source(*program, listing) : print_listing(listing));
  return kDone;
}

}  // namespace rexa::cli
