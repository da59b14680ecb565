// rexa compile: program text to a bytecode file.
#include <fmt/format.h>

#include <iostream>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/listing.hpp"
#include "cli/options.hpp"
#include "sim/program.hpp"

namespace rexa::cli {

int command_compile(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "compile";
  line.synopsis = "[options] PROGRAM";
  line.summary =
      "Compiles program text with the compiler that runs on the device, and says how much memory it takes.\n"
      "`rexa disasm` lists the result, `rexa run` and `rexa cosim` take it in place of the text.";
  add_machine_options(line);
  line.options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                             "write bytecode, data and source map to FILE (JSON)");
  line.options.add_options()("listing,l", "list the bytecode below the lines of text that it comes from");
  line.options.add_options()("quiet,q", "print nothing but diagnostics");
  line.positional = "program";
  line.operands = 1;
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  if (programs.empty()) throw UsageError("no program given");

  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const auto text = read_file(programs[0]);
  report(text.diagnostics());
  if (!text) return kInputAtFault;
  const auto program = compile_program(*machine, programs[0], *text);
  report(program.diagnostics());
  if (!program) return kInputAtFault;
  if (values->count("output") != 0) {
    const auto written = write_file((*values)["output"].as<std::string>(), print_bytecode(*machine, *program));
    if (has_errors(written)) return exit_code(written);
  }
  if (values->count("quiet") == 0) {
    const Parameters& sizes = machine->parameters;
    std::cout << fmt::format(
        "{}: code {} of {} bytes ({} of them library), data {} of {} bytes, entry {:04x}\n", program->name,
        program->code.size(), sizes.code_bytes, program->entry, program->data.size(), sizes.data_bytes,
        program->entry);
  }
  if (values->count("listing") != 0) std::cout << program_listing(*machine, *program, {.source = true});
  return kDone;
}

}  // namespace rexa::cli
