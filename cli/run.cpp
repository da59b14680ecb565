// rexa run: one program on one engine. Standard output is the program's own and nothing else.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <limits>
#include <memory>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/trap_report.hpp"
#include "sim/lockstep.hpp"
#include "sim/program.hpp"
#include "sim/stats.hpp"

namespace rexa::cli {
namespace {

constexpr std::uint64_t kBatch = 4096;       // with records
constexpr std::uint64_t kSlice = 1'000'000;  // without

CommandLine describe() {
  CommandLine line;
  line.name = "run";
  line.synopsis = "[options] PROGRAM";
  line.summary =
      "Runs a program (text or compiled bytecode) on one engine. Standard output is the program's own output;\n"
      "a trap is explained on standard error and gives exit code 1.";
  add_machine_options(line);
  add_frame_option(line);
  line.options.add_options()("engine,e", po::value<std::string>()->default_value("vm")->value_name("NAME"),
                             "eval, vm, tlm or rtl")("strategy",
                                                     po::value<std::string>()->value_name("NAME"),
                                                     "vm: translated, ungrouped, unchecked, direct, threaded or switch")("max-steps", po::value<std::string>()->value_name("N"),
                                                     "stop after N instructions (exit code 1)")(
      "stats", "instructions, clocks and counts per instruction, on standard error")(
      "json", "one JSON object on standard output instead, the program's output in it")(
      "input", po::value<std::string>()->value_name("FILE"),
      "what the console gives to the program; - is standard input")(
      "vcd", po::value<std::string>()->value_name("FILE"), "rtl: write a waveform")(
      "vcd-from", po::value<std::string>()->value_name("CLOCK"), "first clock of the waveform (default 0)")(
      "vcd-to", po::value<std::string>()->value_name("CLOCK"), "last clock of the waveform (default: the end)");
  line.positional = "program";
  line.operands = 1;
  return line;
}

Result<std::string> console_input(const po::variables_map& values) {
  if (values.count("input") == 0) return std::string();
  const std::string file = values["input"].as<std::string>();
  if (file != "-") return read_file(file);
  return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
}

struct Outcome {
  std::uint64_t records = 0;
  bool limited = false;  // stopped by --max-steps
};

Outcome execute(Engine& engine, IoWorld& io, std::uint64_t max_steps, Stats* stats) {
  std::vector<RexaRecord> records(stats != nullptr ? kBatch : 0);
  Outcome outcome;
  while (outcome.records < max_steps) {
    const std::uint64_t want = std::min(stats != nullptr ? kBatch : kSlice, max_steps - outcome.records);
    const std::uint64_t done = run_in_world(engine, io, want, stats != nullptr ? records.data() : nullptr);
    if (stats != nullptr) stats->add(records.data(), done);
    outcome.records += done;
    std::cout.flush();
    if (done < want) return outcome;
  }
  outcome.limited = true;
  return outcome;
}

void print_json(const Machine& machine, const Program& program, const Engine& engine, const RexaState& state,
                const IoWorld& io, const Stats* stats) {
  nlohmann::ordered_json json;
  json["program"] = program.name;
  json["configuration"] = machine.name;
  json["engine"] = engine.name();
  json["status"] = to_string(state.status);
  json["output"] = io.output();
  json["retired"] = state.retired;
  json["cycles"] = nullptr;
  if (engine.counts_cycles()) json["cycles"] = state.cycle;
  json["state"] = state_json(machine, program, state);
  if (stats != nullptr) {
    for (const auto& row : stats->rows()) json["instructions"][row.word] = row.count;
  }
  std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace

int command_run(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  if (programs.empty()) throw UsageError("no program given");
  const std::string engine_name =
      one_of((*values)["engine"].as<std::string>(), {"eval", "vm", "tlm", "rtl"}, "engine");
  const bool strategy = values->count("strategy") != 0;
  if (strategy && engine_name != "vm") throw UsageError("--strategy needs --engine vm");
  const std::uint64_t max_steps = count_value(*values, "max-steps", std::numeric_limits<std::uint64_t>::max());
  const bool json = values->count("json") != 0;
  const bool waveform = values->count("vcd") != 0;
  if (waveform && engine_name != "rtl")
    throw UsageError("--vcd needs --engine rtl: the others have no waveforms");
  if (!waveform && values->count("vcd-from") + values->count("vcd-to") != 0)
    throw UsageError("--vcd-from and --vcd-to need --vcd");
  const std::uint64_t vcd_from = count_value(*values, "vcd-from", 0);
  const std::uint64_t vcd_to = count_value(*values, "vcd-to", std::numeric_limits<std::uint64_t>::max());
  if (vcd_from > vcd_to) throw UsageError("--vcd-to is before --vcd-from");

  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const auto program = open_programs(*machine, programs[0], strings(*values, "frame"));
  report(program.diagnostics());
  if (!program) return kInputAtFault;
  const auto input = console_input(*values);
  report(input.diagnostics());
  if (!input) return kInputAtFault;

  // The engine says nothing about a waveform that it cannot write.
  if (waveform) {
    const auto created = write_file((*values)["vcd"].as<std::string>(), "");
    if (has_errors(created)) return exit_code(created);
  }

  Progress progress;
  EngineOptions options;
  options.waveforms = waveform;
  if (strategy) {
    options.vm_strategy =
        one_of((*values)["strategy"].as<std::string>(), {std::begin(kVmStrategies), std::end(kVmStrategies)}, "strategy");
  }
  options.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  auto engine = make_engine(engine_name, *machine, options);
  progress.clear();
  if (!engine) {
    report(engine.diagnostics());
    return kUsageOrInternal;
  }

  IoWorld io(*input);
  if (!json) io.on_output = [](char c) { std::cout.put(c); };
  std::unique_ptr<Stats> stats;
  if (values->count("stats") != 0) stats = std::make_unique<Stats>(*machine);
  if (waveform) (*engine)->trace((*values)["vcd"].as<std::string>(), vcd_from, vcd_to);
  (*engine)->load(*program, io);
  const Outcome outcome = execute(**engine, io, max_steps, stats.get());
  auto state = std::make_unique<RexaState>();
  (*engine)->inspect(*state);
  if (json) print_json(*machine, *program, **engine, *state, io, stats.get());
  std::cout.flush();
  if (stats != nullptr && !json) std::cerr << stats->report();
  if (!json) std::cerr << task_report(*machine, *program, *state);
  switch (state->status) {
    case REXA_HALTED:
      return kDone;
    case REXA_TRAPPED:
      if (!json) std::cerr << trap_report(*machine, *program, *state);
      return kInputAtFault;
    case REXA_HUNG:
      std::cerr << "rexa run: the " << engine_name << " engine hangs\n";
      return kUsageOrInternal;
    default:
      break;
  }
  if (!json)
    std::cerr << fmt::format("rexa run: stopped after {} instructions (--max-steps)\n", outcome.records);
  return kInputAtFault;
}

}  // namespace rexa::cli
