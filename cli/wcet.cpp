// rexa wcet: how long a program and its words can take at most.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "hls/schedule.hpp"
#include "sim/program.hpp"
#include "sim/source_map.hpp"
#include "sim/wcet.hpp"

namespace rexa::cli {
namespace {

CommandLine describe() {
  CommandLine line;
  line.name = "wcet";
  line.synopsis = "[options] PROGRAM";
  line.summary =
      "Bounds the instructions and clocks that a program takes, and each of its words, whatever comes in at the\n"
      "ports. Counted loops bound themselves; of another one a comment says how often it runs at most:\n"
      "`begin ( loops 20 ) ... until`. Other tasks, and time spent waiting, are not in a bound.\n"
      "The exit code is 1 when something that was asked for has no bound.";
  add_machine_options(line);
  auto add = line.options.add_options();
  add("word,w", po::value<std::vector<std::string>>()->composing(), "only this word (repeatable)");
  add("steps", po::value<std::uint64_t>(), "give up after so many steps of the analysis, for each word");
  add("json", "print JSON");
  line.positional = "program";
  line.operands = 1;
  return line;
}

// Words that the program's own text defines.
std::vector<std::string> own_words(const Program& program) {
  std::vector<std::string> words;
  for (const Program::Symbol& symbol : program.symbols)
    if (where_of(program, symbol.pc).line != 0) words.push_back(symbol.name);
  return words;
}

nlohmann::ordered_json to_json(const WcetBound& bound) {
  nlohmann::ordered_json json;
  json["word"] = bound.word.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(bound.word);
  json["instructions"] = bound.bound ? nlohmann::ordered_json(bound.bound->instructions) : nlohmann::ordered_json();
  json["clocks"] = bound.bound ? nlohmann::ordered_json(bound.bound->clocks) : nlohmann::ordered_json();
  json["may_trap"] = bound.may_trap;
  if (!bound.bound) {
    json["reason"] = bound.reason;
    json["line"] = bound.where.line;
    json["column"] = bound.where.column;
  }
  return json;
}

std::string row(const WcetBound& bound) {
  const std::string name = bound.word.empty() ? "(program)" : bound.word;
  if (bound.bound)
    return fmt::format("{:<20} {:>14} {:>14}{}\n", name, grouped(bound.bound->instructions),
                       grouped(bound.bound->clocks), bound.may_trap ? "   may trap" : "");
  const std::string place =
      bound.where.line == 0 ? "" : fmt::format("{}:{}:{}: ", bound.where.file, bound.where.line, bound.where.column);
  return fmt::format("{:<20} {:>14} {:>14}   {}{}\n", name, "no bound", "no bound", place, bound.reason);
}

}  // namespace

int command_wcet(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  if (programs.empty()) throw UsageError("no program given");
  WcetOptions options;
  options.most_steps = count_value(*values, "steps", options.most_steps);

  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const auto program = open_program(*machine, programs[0]);
  report(program.diagnostics());
  if (!program) return kInputAtFault;
  const auto schedules = hls::schedule_machine(*machine);
  report(schedules.diagnostics());
  if (!schedules) return kUsageOrInternal;
  const CycleTable cycles = hls::cycle_table(*schedules);

  std::vector<WcetBound> bounds;
  const auto asked = strings(*values, "word");
  for (const std::string& word : asked.empty() ? own_words(*program) : asked) {
    auto bound = wcet_of_word(*machine, cycles, *program, word, options);
    report(bound.diagnostics());
    if (!bound) return kInputAtFault;
    bounds.push_back(std::move(*bound));
  }
  if (asked.empty()) bounds.push_back(wcet_of_program(*machine, cycles, *program, options));

  int code = kDone;
  nlohmann::ordered_json json;
  json["program"] = program->name;
  json["configuration"] = machine->name;
  json["bounds"] = nlohmann::ordered_json::array();
  std::string text = fmt::format("{:<20} {:>14} {:>14}\n", "word", "instructions", "clocks");
  for (const WcetBound& bound : bounds) {
    if (!bound.bound && (!asked.empty() || bound.word.empty())) code = kInputAtFault;
    json["bounds"].push_back(to_json(bound));
    text += row(bound);
  }
  std::cout << (values->count("json") != 0 ? json.dump(2) + "\n" : text);
  return code;
}

}  // namespace rexa::cli
