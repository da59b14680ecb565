// rexa disasm: the bytecode of a program, listed.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/listing.hpp"
#include "cli/options.hpp"
#include "sim/program.hpp"

namespace rexa::cli {

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
  if (programs.empty()) throw UsageError("no program given");

  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const auto program = open_program(*machine, programs[0]);
  report(program.diagnostics());
  if (!program) return kInputAtFault;
  std::cout << program_listing(
      *machine, *program, {.library = values->count("library") != 0, .source = values->count("source") != 0});
  return kDone;
}

}  // namespace rexa::cli
