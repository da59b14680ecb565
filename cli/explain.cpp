// rexa explain: all that a programmer wants to know of one word.
#include <fmt/format.h>

#include <iostream>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/word_lookup.hpp"
#include "hls/schedule.hpp"
#include "sim/coverage.hpp"

namespace rexa::cli {
namespace {

std::string with_aliases(const std::string& word, const std::vector<std::string>& aliases) {
  std::string text = word;
  for (const auto& alias : aliases) text += ", " + alias;
  return text;
}

void row(std::string& text, const char* key, const std::string& value) {
  if (!value.empty()) text += fmt::format("  {:<14} {}\n", key, value);
}

// "1ooooooo with opcode bits filled in": 10001110.
std::string encoding_text(const Format& format, const Instruction& instruction) {
  std::string bits;
  const std::size_t width = format.pattern.size();
  for (std::size_t at = 0; at < width; ++at) {
    if (at > 0 && at % 8 == 0) bits += ' ';
    const bool set = (instruction.base >> (width - 1 - at) & 1) != 0;
    bits += format.pattern[at] == 'i' ? 'i' : set ? '1' : '0';
  }
  std::string text =
      fmt::format("{}  ({}, {} byte{}", bits, format.name, format.bytes, format.bytes == 1 ? "" : "s");
  if (format.imm == ImmKind::kSigned) text += "; i: signed operand";
  if (format.imm == ImmKind::kUnsigned) text += "; i: unsigned operand";
  if (format.imm == ImmKind::kRelative) text += "; i: signed distance from this instruction";
  return text + ")";
}

// What sets this path apart from the others.
std::string path_text(const InstructionIr& ir, std::size_t path) {
  const Leaf& leaf = ir.paths[path];
  std::string text = leaf.halt ? "halts" : leaf.jump != kNone ? "jumps" : "goes on";
  static const char* const kStacks[] = {"", "return ", "loop "};
  for (int s = 0; s < kStackCount; ++s) {
    const int net = static_cast<int>(leaf.outputs[s].size()) - ir.inputs[s];
    if (net != 0) text += fmt::format(", {}{:+d}", *kStacks[s] == 0 ? "data " : kStacks[s], net);
  }
  if (leaf.rebases()) text += ", sets the stacks";
  if (leaf.reschedule) text += ", then `switch`";
  return text;
}

void clock_rows(std::string& text, const Instruction& instruction, const CycleTable& cycles, std::size_t op) {
  const InstructionIr& ir = instruction.ir;
  const CycleTable::Entry& clocks = cycles.instructions[op];
  if (ir.paths.size() == 1 && !ir.paths[0].rebases()) return row(text, "clocks", fmt::format("{}", clocks.path_clocks[0]));
  for (std::size_t path = 0; path < ir.paths.size(); ++path) {
    row(text, path == 0 ? "clocks" : "",
        fmt::format("{} when it {}", clocks.path_clocks[path], path_text(ir, path)) +
            (ir.paths[path].rebases() ? fmt::format("; {} more until the next instruction", cycles.refill_clocks) : ""));
  }
}

Result<std::string> explain_instruction(const Machine& machine, const Instruction& instruction) {
  const auto schedules = hls::schedule_machine(machine);
  if (!schedules) return schedules.diagnostics();
  const CycleTable cycles = hls::cycle_table(*schedules);
  const auto op = static_cast<std::size_t>(machine.op_number(instruction));
  const bool by_itself = instruction.format < 0;
  std::string text =
      fmt::format("{}  ({}, set {}{})\n", with_aliases(instruction.word, instruction.aliases), instruction.name,
                  instruction.set, by_itself              ? "; the machine does it by itself"
                  : instruction.internal ? "; written by the compiler alone"
                                         : "");
  text += "  " + instruction.doc + "\n\n";
  row(text, "data stack", instruction.stack_text);
  row(text, "return stack", instruction.return_text);
  row(text, "loop stack", instruction.loop_text);
  row(text, "meaning", instruction.semantics.empty() ? "nothing" : instruction.semantics);
  if (!by_itself)
    row(text, "encoding", encoding_text(machine.formats[static_cast<std::size_t>(instruction.format)], instruction));
  clock_rows(text, instruction, cycles, op);
  bool first = true;
  for (const int code : possible_traps(machine, instruction)) {
    const Trap* trap = machine.trap(code);
    if (trap == nullptr) continue;
    row(text, first ? "traps" : "", fmt::format("{:<17} {}", trap->name, trap->doc));
    first = false;
  }
  row(text, "defined at", fmt::format("{}:{}", instruction.where.file, instruction.where.line));
  return text;
}

std::string explain_function(const Machine& machine, const HostFunction& function) {
  const auto number = static_cast<int>(&function - machine.host_functions.data());
  const int port = kFirstHostPort + kPortsPerFunction * number;
  std::string text = fmt::format("{}  (function {} of the host)\n  {}\n\n", function.name, number, function.doc);
  row(text, "takes", fmt::format("{} cells", function.inputs));
  row(text, "gives", fmt::format("{} cells", function.outputs));
  row(text, "instruction", fmt::format("host_{}_{}, operand {}", function.inputs, function.outputs,
                                       port / kPortsPerFunction));
  row(text, "ports", fmt::format("{} is called, {} and up hold arguments, then results", port, port + 1));
  return text;
}

std::string explain_data(const HostData& data) {
  std::string text = fmt::format("{}  (data of the host)\n  {}\n\n", data.name, data.doc);
  row(text, "data stack", "( -- addr )");
  row(text, "elements", fmt::format("{} of {} bits", data.length, data.bits));
  row(text, "address", std::to_string(data.address));
  return text;
}

std::string explain_other(const Machine& machine, const WordMeaning& meaning) {
  if (meaning.function != nullptr) return explain_function(machine, *meaning.function);
  if (meaning.data != nullptr) return explain_data(*meaning.data);
  std::string text;
  if (meaning.library != nullptr) {
    const LibraryWord& word = *meaning.library;
    text = fmt::format("{}  (library word, set {})\n  {}\n\n", with_aliases(word.word, word.aliases), word.set,
                       word.doc);
    row(text, "data stack", word.stack_text);
    row(text, "definition", word.define);
  } else if (meaning.directive != nullptr) {
    const Directive& word = *meaning.directive;
    text = fmt::format("{}  (word of the compiler, set {})\n  {}\n", with_aliases(word.word, word.aliases),
                       word.set, word.doc);
  } else {
    text = fmt::format("{}  (not in this machine)\n  {}\n", meaning.absent->word, meaning.absent->reason);
  }
  return text;
}

}  // namespace

int command_explain(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "explain";
  line.synopsis = "[options] INSTRUCTION...";
  line.summary =
      "Explains words of a machine: what they do, stack effect, encoding, clocks of every path, traps.";
  add_machine_options(line);
  line.positional = "instruction";
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto names = strings(*values, "instruction");
  if (names.empty()) throw UsageError("no instruction given");
  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  int code = kDone;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto meaning = look_up(*machine, names[k]);
    report(meaning.diagnostics());
    if (!meaning) {
      code = kInputAtFault;
      continue;
    }
    if (k > 0) std::cout << "\n";
    if (meaning->instruction == nullptr) {
      std::cout << explain_other(*machine, *meaning);
      continue;
    }
    const auto text = explain_instruction(*machine, *meaning->instruction);
    report(text.diagnostics());
    if (!text) return kUsageOrInternal;
    std::cout << *text;
  }
  return code;
}

}  // namespace rexa::cli
