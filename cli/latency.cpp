// rexa latency: from an interrupt to the task that awaits it, while other tasks compute, on an emulated board;
// with the bound that follows from the parts it is made of.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "firmware/host/emulator.hpp"
#include "gen/vm_cpp.hpp"
#include "sim/program.hpp"

namespace rexa::cli {
namespace {

using firmware::Count;
using firmware::McuRun;
using Json = nlohmann::ordered_json;

// Regions of firmware/latency/main.cpp.
constexpr int kInstruction = 1, kSystem = 3, kRound = 5, kMany = 7, kLatency = 9, kHandler = 11;
// To enter an exception and to leave it (ARM DDI 0337, DDI 0439); the marks are within the handler.
constexpr Count kEnterAndLeave{0, 22, 24};
// The runner (vm/embed/task_runner.hpp) goes round after 256 steps, and at the end of the 500 that it is given.
constexpr std::uint64_t kShortestRound = 244;
constexpr std::uint64_t kBins = 12, kBar = 40;

Count operator+(const Count& a, const Count& b) {
  return {a.instructions + b.instructions, a.cycles_low + b.cycles_low, a.cycles_high + b.cycles_high};
}
Count operator*(std::uint64_t n, const Count& a) {
  return {n * a.instructions, n * a.cycles_low, n * a.cycles_high};
}

// What the bound is made of.
struct Parts {
  Count instruction, system, round, handler;
  std::uint64_t slice = 0, interrupts = 1, rounds = 0;
  Count bound;
};

// One instruction in the run loop takes no more than the longest that was counted alone, less what the shortest
// took beyond itself: what is spent around each instruction when it runs alone. The shortest itself takes no
// more than the mean.
Count longest_instruction(const McuRun& run) {
  const auto& alone = run.regions.at(kInstruction);
  const Count& many = run.regions.at(kMany).sum;
  const std::uint64_t count = run.field("together");
  const auto mean = [&](std::uint64_t sum) { return (sum + count - 1) / count; };
  return {alone.most.instructions - alone.least.instructions + mean(many.instructions),
          alone.most.cycles_low - alone.least.cycles_low + mean(many.cycles_low),
          alone.most.cycles_high - alone.least.cycles_high + mean(many.cycles_high)};
}

// After an interrupt at the worst time: the handler; a switch that has just passed the waiting task by; a slice
// of other tasks; the switch to it; its three instructions up to the mark, and one under way; the rounds of the
// runner that end within so many steps. And further interrupts that fall into that time.
Parts analyse(const McuRun& run) {
  Parts parts;
  parts.instruction = longest_instruction(run);
  parts.system = run.regions.at(kSystem).most;
  parts.round = run.regions.at(kRound).most;
  parts.handler = run.regions.at(kHandler).most + kEnterAndLeave;
  parts.slice = run.field("slice");
  parts.rounds = 2 + (parts.slice + 6) / kShortestRound;
  const Count once = 2 * parts.system + (parts.slice + 4) * parts.instruction + parts.rounds * parts.round;
  const std::uint64_t apart = run.field("apart");
  for (int i = 0; i < 3; ++i) {
    parts.bound = once + parts.interrupts * parts.handler;
    parts.interrupts = 2 + parts.bound.cycles_high / apart;
  }
  parts.bound = once + parts.interrupts * parts.handler;
  return parts;
}

Count worst(const std::vector<Count>& all) {
  Count most;
  for (const Count& one : all) {
    most.instructions = std::max(most.instructions, one.instructions);
    most.cycles_low = std::max(most.cycles_low, one.cycles_low);
    most.cycles_high = std::max(most.cycles_high, one.cycles_high);
  }
  return most + kEnterAndLeave;
}

std::string line_of(const firmware::Target& target, const char* name, const Count& count) {
  const auto seconds = [&](std::uint64_t clocks) { return static_cast<double>(clocks) / target.clock_hz; };
  return fmt::format("{:<22} {:>8} {:>9} .. {:<9} {:>10} .. {}\n", name, grouped(count.instructions),
                     grouped(count.cycles_low), grouped(count.cycles_high), duration(seconds(count.cycles_low)),
                     duration(seconds(count.cycles_high)));
}

// Twelve classes of one width, a round number of instructions.
std::vector<std::uint64_t> histogram(const std::vector<Count>& all, std::uint64_t* width) {
  std::uint64_t most = 0;
  for (const Count& one : all) most = std::max(most, one.instructions);
  *width = 1;
  for (const std::uint64_t step : {2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000}) {
    if (*width * kBins <= most) *width = step;
  }
  std::vector<std::uint64_t> bins(most / *width + 1);
  for (const Count& one : all) bins[one.instructions / *width] += 1;
  return bins;
}

std::string report_text(const Board& board, const std::string& program, const McuRun& run, const Parts& parts) {
  std::string text = fmt::format("{}, {} at {} MHz; {} interrupts while {} runs, {} missed\n\n",
                                 board.target.name, board.target.core, board.target.clock_hz / 1'000'000,
                                 run.passages.size(), program, run.field("missed"));
  std::uint64_t width = 1;
  const auto bins = histogram(run.passages, &width);
  const std::uint64_t tallest = *std::max_element(bins.begin(), bins.end());
  text += "ARM instructions   interrupts\n";
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const std::string bar((bins[i] * kBar + tallest - 1) / tallest, '#');
    text += fmt::format("{:>6} .. {:<6} {:>6} {}{}\n", i * width, (i + 1) * width - 1, bins[i],
                        bar.empty() ? "" : " ", bar);
  }
  text += fmt::format("\n{:<22} {:>8} {:>22} {:>17}\n", "", "instr.", "clocks", "time");
  text += line_of(board.target, "worst", worst(run.passages));
  text += line_of(board.target, "bound", parts.bound);
  text += "the bound is made of\n";
  text += line_of(board.target, fmt::format("  {} x handler", parts.interrupts).c_str(),
                  parts.interrupts * parts.handler);
  text += line_of(board.target, fmt::format("  {} x instruction", parts.slice + 4).c_str(),
                  (parts.slice + 4) * parts.instruction);
  text += line_of(board.target, "  2 x switch", 2 * parts.system);
  text += line_of(board.target, fmt::format("  {} x round of the loop", parts.rounds).c_str(),
                  parts.rounds * parts.round);
  return text;
}

Json count_json(const Count& count) {
  return {{"instructions", count.instructions},
          {"cycles_low", count.cycles_low},
          {"cycles_high", count.cycles_high}};
}

Json report_json(const Board& board, const std::string& program, const McuRun& run, const Parts& parts) {
  Json json;
  json["board"] = board.target.name;
  json["clock_hz"] = board.target.clock_hz;
  json["load"] = program;
  json["missed"] = run.field("missed");
  json["worst"] = count_json(worst(run.passages));
  json["bound"] = count_json(parts.bound);
  json["parts"] = {{"interrupts", parts.interrupts},
                   {"handler", count_json(parts.handler)},
                   {"slice", parts.slice},
                   {"instruction", count_json(parts.instruction)},
                   {"switch", count_json(parts.system)},
                   {"round", count_json(parts.round)},
                   {"rounds", parts.rounds}};
  json["instructions"] = Json::array();
  for (const Count& one : run.passages) json["instructions"].push_back(one.instructions);
  return json;
}

bool within(const Count& count, const Count& bound) {
  return count.instructions <= bound.instructions && count.cycles_low <= bound.cycles_low &&
         count.cycles_high <= bound.cycles_high;
}

// Why there is nothing to report; empty when there is.
std::string complaint(const Machine& machine, const McuRun& run) {
  if (run.status == "trapped") {
    const Trap* trap = machine.trap(static_cast<int>(run.field("trap")));
    return fmt::format("a task has ended by trap {}", trap == nullptr ? "?" : trap->name);
  }
  if (run.status == "alone")
    return "the load has ended, so the waiting task was alone; it should run without an end";
  if (run.status != "halted" || run.passages.empty() || run.regions.count(kSystem) == 0)
    return fmt::format("the load does not run beside the waiting task ({})", run.status);
  return "";
}

CommandLine describe() {
  CommandLine line;
  line.name = "latency";
  line.synopsis = "[options] [PROGRAM]";
  line.summary =
      "Measures on a board, emulated by QEMU, how long it takes from an interrupt that sets a cell of host "
      "data to the\n"
      "task of the highest priority that awaits it, while PROGRAM computes (default: "
      "firmware/latency/load.rexa; it\n"
      "should run without an end). Prints a histogram, the worst case, and the bound that follows from the "
      "longest\n"
      "instruction, the slice, and the switch of tasks. The same run gives the same figures each time. Exit "
      "code 3\n"
      "when the bound does not hold.";
  add_board_options(line);
  line.options.add_options()("events", po::value<std::string>()->value_name("N"),
                             "how many interrupts (default 400)")(
      "json", "one JSON object on standard output instead, every latency in it");
  line.positional = "program";
  line.operands = 1;
  return line;
}

}  // namespace

int command_latency(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  int code = kDone;
  const auto board = chosen_board(*values, &code);
  if (!board) return code;
  if (!board->machine.has_tasks()) {
    std::cerr << fmt::format("rexa latency: configuration '{}' has no tasks\n", board->machine.name);
    return kInputAtFault;
  }
  const std::string path = programs.empty() ? home_folder() + "/firmware/latency/load.rexa" : programs[0];
  const std::string shown = programs.empty() ? "firmware/latency/load.rexa" : path;
  const auto text = read_file(path);
  report(text.diagnostics());
  if (!text) return kInputAtFault;
  const auto checked = compile_program(board->machine, path, *text);
  report(checked.diagnostics());
  if (!checked) return kInputAtFault;

  firmware::ImageOptions options = image_options(*values);
  options.image = "latency";
  Progress progress;
  options.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  const auto image = firmware::build_image(board->target, board->machine, options);
  progress.clear();
  report(image.diagnostics());
  if (!image) return kInputAtFault;
  firmware::RunOptions run_options;
  run_options.most_steps = count_value(*values, "events", 400);
  if (run_options.most_steps == 0) throw UsageError("--events must be at least 1");
  run_options.passages_of = kLatency;
  run_options.handler = "systick_interrupt";
  const auto run = firmware::run_on_emulator(board->target, *image, *text, run_options);
  report(run.diagnostics());
  if (!run) return kUsageOrInternal;
  const std::string why = complaint(board->machine, *run);
  if (!why.empty()) {
    std::cerr << fmt::format("rexa latency: {}: {}\n", shown, why);
    return kInputAtFault;
  }
  const Parts parts = analyse(*run);
  if (values->count("json") != 0) {
    std::cout << report_json(*board, shown, *run, parts).dump(2) << "\n";
  } else {
    std::cout << report_text(*board, shown, *run, parts);
  }
  if (within(worst(run->passages), parts.bound)) return kDone;
  std::cout.flush();
  std::cerr << "rexa latency: the worst case is not within the bound\n";
  return kMachinesDisagree;
}

}  // namespace rexa::cli
