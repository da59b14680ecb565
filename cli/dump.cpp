// rexa dump: one instruction at one stage on its way from the spec to hardware.
#include <fmt/format.h>

#include <iostream>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/word_lookup.hpp"
#include "gen/verilog.hpp"
#include "hls/schedule.hpp"

namespace rexa::cli {
namespace {

std::string spec_text(const Instruction& instruction) {
  std::string text = fmt::format("{}:{}: instruction '{}'\n", instruction.where.file, instruction.where.line,
                                 instruction.word);
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<8} {}\n", key, value);
  };
  add("name", instruction.name);
  add("set", instruction.set);
  add("role", instruction.role);
  add("stack", instruction.stack_text);
  add("return", instruction.return_text);
  add("loop", instruction.loop_text);
  add("do", instruction.semantics);
  add("doc", instruction.doc);
  return text;
}

Result<std::string> stage_text(const Machine& machine, const Instruction& instruction,
                               const std::string& stage) {
  if (stage == "spec") return spec_text(instruction);
  if (stage == "ir") return print_ir(instruction.ir);
  const auto schedules = hls::schedule_machine(machine);
  if (!schedules) return schedules.diagnostics();
  const auto op = static_cast<std::size_t>(machine.op_number(instruction));
  if (stage == "schedule") return hls::print_schedule((*schedules)[op]);
  return verilog_of_instruction(machine, (*schedules)[op]);
}

}  // namespace

int command_dump(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "dump";
  line.synopsis = "[options] --stage STAGE INSTRUCTION";
  line.summary = "Shows one instruction, by word or name, at one stage: spec, ir, schedule or verilog.";
  add_machine_options(line);
  line.options.add_options()("stage,s", po::value<std::string>()->value_name("STAGE"),
                             "spec, ir, schedule or verilog");
  line.positional = "instruction";
  line.operands = 1;
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto names = strings(*values, "instruction");
  if (names.empty()) throw UsageError("no instruction given");
  if (values->count("stage") == 0) throw UsageError("--stage is missing");
  const std::string stage =
      one_of((*values)["stage"].as<std::string>(), {"spec", "ir", "schedule", "verilog"}, "stage");

  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const Instruction* instruction = machine->find(names[0]);
  const int operation = machine->system_op(names[0]);
  if (instruction == nullptr && operation >= 0) instruction = &machine->operation(operation);
  if (instruction == nullptr) {
    const auto meaning = look_up(*machine, names[0]);
    if (!meaning) return exit_code(meaning.diagnostics());
    return exit_code({error("not-an-instruction",
                            fmt::format("'{}' is not an instruction of machine '{}'", names[0], machine->name),
                            {}, "`rexa explain` tells what it is")});
  }
  const auto text = stage_text(*machine, *instruction, stage);
  report(text.diagnostics());
  if (!text) return kUsageOrInternal;
  std::cout << *text;
  return kDone;
}

}  // namespace rexa::cli
