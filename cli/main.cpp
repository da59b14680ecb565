// The `rexa` command: finds the subcommand, turns faults into exit codes.
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"

namespace {

using rexa::cli::UsageError;

struct Command {
  const char* name;
  int (*run)(const std::vector<std::string>&);
  const char* summary;
};

constexpr Command kCommands[] = {
    {"check", rexa::cli::command_check, "check spec, extension and configuration files"},
    {"gen", rexa::cli::command_gen, "generate one form of a machine: vm, systemc, verilog, manual, vectors"},
    {"compile", rexa::cli::command_compile, "compile a program to bytecode"},
    {"disasm", rexa::cli::command_disasm, "list compiled bytecode"},
    {"run", rexa::cli::command_run, "run a program on one engine"},
    {"repl", rexa::cli::command_repl, "talk to a machine, line by line"},
    {"cosim", rexa::cli::command_cosim, "run programs on several engines in lockstep and compare them"},
    {"dump", rexa::cli::command_dump, "show one stage of an instruction: spec, ir, schedule, verilog"},
    {"explain", rexa::cli::command_explain, "explain an instruction: meaning, encoding, clocks, traps"},
    {"firmware", rexa::cli::command_firmware, "build a firmware image for a board: .elf, .bin, .hex"},
    {"mcu", rexa::cli::command_mcu, "run a program on a microcontroller, emulated, and count what it costs"},
    {"compare", rexa::cli::command_compare, "show programs on boards and on cores side by side"},
    {"wcet", rexa::cli::command_wcet, "bound the instructions and clocks of a program and of its words"},
    {"latency", rexa::cli::command_latency, "from an interrupt to the task that awaits it, on a microcontroller"},
    {"node", rexa::cli::command_node, "be a node that takes programs over a serial line"},
    {"send", rexa::cli::command_send, "send programs to a node"},
    {"monitor", rexa::cli::command_monitor, "print what a node says"},
};

void print_help(std::ostream& out) {
  out << "rexa COMMAND [options] ...\n\n"
         "One JSON document describes a small stack machine; rexa derives its forms, runs programs on them\n"
         "and shows that they agree.\n\nCommands:\n";
  for (const auto& command : kCommands) {
    out << "  " << command.name << std::string(10 - std::string(command.name).size(), ' ') << command.summary
        << "\n";
  }
  out << "\n`rexa COMMAND --help` tells more.\n"
         "Exit codes: 0 done, 1 input or program at fault, 2 wrong usage, 3 the machines disagree.\n";
}

const Command* find_command(const std::string& name) {
  std::vector<std::string> known;
  for (const auto& command : kCommands) {
    if (name == command.name) return &command;
    known.emplace_back(command.name);
  }
  const std::string hint = rexa::did_you_mean(name, known);
  std::cerr << "rexa: unknown command '" << name << "'" << (hint.empty() ? "" : "; " + hint) << "\n"
            << "`rexa --help` lists the commands.\n";
  return nullptr;
}

// Output that went nowhere, as on a full disk, is not done.
int run_command(const Command& command, const std::vector<std::string>& args) {
  const int code = command.run(args);
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "rexa " << command.name << ": cannot write to standard output\n";
  return rexa::cli::kUsageOrInternal;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.empty()) {
    print_help(std::cerr);
    return rexa::cli::kUsageOrInternal;
  }
  if (args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
    print_help(std::cout);
    return rexa::cli::kDone;
  }
  const Command* command = find_command(args[0]);
  if (command == nullptr) return rexa::cli::kUsageOrInternal;
  try {
    return run_command(*command, {args.begin() + 1, args.end()});
  } catch (const UsageError& fault) {
    std::cerr << "rexa " << command->name << ": " << fault.what() << "\n`rexa " << command->name
              << " --help` tells more.\n";
  } catch (const std::exception& fault) {
    std::cerr << "rexa " << command->name << ": internal error: " << fault.what() << "\n";
  }
  return rexa::cli::kUsageOrInternal;
}
