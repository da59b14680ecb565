// rexa compare: the same programs on microcontrollers and on cores in an FPGA, in one table.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "cli/fpga_figures.hpp"
#include "firmware/host/fit.hpp"
#include "sim/engine.hpp"
#include "sim/program.hpp"

namespace rexa::cli {
namespace {

using Json = nlohmann::ordered_json;

CommandLine describe() {
  CommandLine line;
  line.name = "compare";
  line.synopsis = "[options] PROGRAM...";
  line.summary =
      "Runs programs on microcontrollers (emulated, see `rexa mcu`) and on core configurations (the "
      "cycle-exact\n"
      "model), checks that they print the same, and shows for each: instructions and clocks of the run, clock "
      "rate,\n"
      "time, and the memory or the FPGA that it takes. Figures of the FPGA come from rtl/measured.json "
      "and\n"
      "the cache; --measure finds out those that are missing, which takes minutes for a large core.";
  line.options.add_options()("configs",
                             po::value<std::string>()->default_value("tiny,default")->value_name("A,B,..."),
                             "core configurations: files, or bare names; `none` for no core")(
      "boards", po::value<std::string>()->default_value("stm32f4,stm32f1")->value_name("X,Y,..."),
      "targets from firmware/targets/; `none` for no board")(
      "clock", po::value<std::string>()->value_name("MHZ"), "clock of cores for which none has been measured")(
      "measure", "synthesize what has no figures yet (yosys, nextpnr-ice40)")(
      "record", po::value<std::string>()->value_name("FILE"),
      "with --measure: put the figures into this file as well")("json",
                                                                "one JSON object on standard output instead");
  line.positional = "program";
  return line;
}

// One line of the table.
struct Row {
  std::string on;
  bool board = false;
  std::string why_not;  // it did not run; empty when it did
  std::string output;
  std::uint64_t instructions = 0, clocks_low = 0, clocks_high = 0;
  double clock_mhz = 0;
  std::string clock_source, takes;
  Json takes_json;
};

struct Core {
  Machine machine;
  std::unique_ptr<Engine> engine;
  std::optional<FpgaFigures> figures;
  double clock_mhz = 0;
  std::string clock_source;
};

struct Mcu {
  Board board;
  firmware::Image image;
};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> names;
  if (text == "none") return names;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    names.push_back(text.substr(start, end - start));
    if (names.back().empty()) throw UsageError("there is an empty name in '" + text + "'");
    if (std::count(names.begin(), names.end(), names.back()) > 1)
      throw UsageError("'" + names.back() + "' is listed twice");
    start = end + 1;
  }
  return names;
}

double declared_clock(const po::variables_map& values) {
  if (values.count("clock") == 0) return 0;
  const std::string text = values["clock"].as<std::string>();
  char* end = nullptr;
  const double mhz = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != 0 || !(mhz > 0 && mhz < 10'000))
    throw UsageError("--clock: '" + text + "' is no clock in MHz");
  return mhz;
}

class Comparison {
 public:
  explicit Comparison(const po::variables_map& values)
      : values_(values), declared_mhz_(declared_clock(values)) {}

  // The exit code, kDone when all is ready.
  int prepare(const std::vector<std::string>& boards, const std::vector<std::string>& configs) {
    for (const std::string& name : boards) {
      if (const int code = add_board(name); code != kDone) return code;
    }
    for (const std::string& name : configs) {
      if (const int code = add_core(name); code != kDone) return code;
    }
    return kDone;
  }

  // Nothing when the emulator fails, which has been reported.
  std::optional<std::vector<Row>> run(const std::string& path, const std::string& text) {
    std::vector<Row> rows;
    for (const Mcu& mcu : mcus_) {
      progress_.show(path + " on " + mcu.board.target.name + " ...");
      auto row = run_on(mcu, path, text);
      progress_.clear();
      if (!row) return std::nullopt;
      rows.push_back(std::move(*row));
    }
    for (Core& core : cores_) {
      progress_.show(path + " on " + core.machine.name + " ...");
      rows.push_back(run_on(core, path, text));
      progress_.clear();
    }
    return rows;
  }

 private:
  int add_board(const std::string& name) {
    int code = kDone;
    auto board = find_board(name, "", &code);
    if (!board) return code;
    firmware::ImageOptions options;
    options.on_build = [&](const std::string& what) { progress_.show("building " + what + " ..."); };
    const auto image = firmware::build_image(board->target, board->machine, options);
    progress_.clear();
    report(image.diagnostics());
    if (!image) return image_exit_code(image.diagnostics());
    mcus_.push_back({std::move(*board), *image});
    return kDone;
  }

  int add_core(const std::string& name) {
    const auto config = find_config(name);
    report(config.diagnostics());
    if (!config) return kInputAtFault;
    auto machine = load_machine(*config, {});
    report(machine.diagnostics());
    if (!machine) return kInputAtFault;
    EngineOptions options;
    options.on_build = [&](const std::string& what) {
      progress_.show("building " + what + " of " + name + " ...");
    };
    auto engine = make_engine("tlm", *machine, options);
    progress_.clear();
    if (!engine) {
      report(engine.diagnostics());
      return kUsageOrInternal;
    }
    auto figures = known_figures(*machine);
    if (!figures) {
      report(figures.diagnostics());
      return kUsageOrInternal;
    }
    if (!*figures && values_.count("measure") != 0) {
      progress_.show("synthesizing " + machine->name + " (minutes) ...");
      const std::string record = values_.count("record") != 0 ? values_["record"].as<std::string>() : "";
      const auto measured = measure_figures(*machine, *config, record);
      progress_.clear();
      if (!measured) {
        report(measured.diagnostics());
        return kUsageOrInternal;
      }
      *figures = *measured;
    }
    Core core{std::move(*machine), std::move(*engine), *figures};
    if (core.figures && core.figures->clock_mhz > 0) {
      core.clock_mhz = core.figures->clock_mhz;
      core.clock_source = core.figures->clock;
    } else {
      core.clock_mhz = declared_mhz_;
      core.clock_source = (declared_mhz_ > 0 ? "as given by --clock: " : "unknown: ") +
                          (core.figures ? core.figures->clock : std::string("not measured"));
    }
    cores_.push_back(std::move(core));
    return kDone;
  }

  std::optional<Row> run_on(const Mcu& mcu, const std::string& path, const std::string& text) {
    Row row;
    row.on = mcu.board.target.name;
    row.board = true;
    row.clock_mhz = mcu.board.target.clock_hz / 1e6;
    row.clock_source = "of the board";
    row.takes = fmt::format("flash {} bytes, RAM {}", grouped(mcu.image.flash_bytes),
                            grouped(mcu.image.ram_bytes + mcu.image.stack_bytes));
    row.takes_json = {{"flash_bytes", mcu.image.flash_bytes},
                      {"ram_bytes", mcu.image.ram_bytes + mcu.image.stack_bytes}};
    const Board& board = mcu.board;
    const auto program = firmware::compile_for(board.target, board.machine, mcu.image, path, text);
    if (!program) {
      row.why_not = program.diagnostics().front().message;
      return row;
    }
    const auto ran = firmware::run_on_emulator(board.target, mcu.image, text);
    if (!ran) {
      report(ran.diagnostics());
      return std::nullopt;
    }
    const Diagnostics faults = firmware::explain_run(board.target, board.machine, mcu.image, *program, *ran);
    if (has_errors(faults)) row.why_not = faults.front().message;
    row.output = ran->output;
    row.instructions = ran->run.instructions;
    row.clocks_low = ran->run.cycles_low;
    row.clocks_high = ran->run.cycles_high;
    return row;
  }

  static Row run_on(Core& core, const std::string& path, const std::string& text) {
    Row row;
    row.on = core.machine.name;
    row.clock_mhz = core.clock_mhz;
    row.clock_source = core.clock_source;
    row.takes = "not measured";
    if (const auto& figures = core.figures) {
      row.takes = fmt::format("{} LUTs, {} block RAMs", grouped(static_cast<std::uint64_t>(figures->luts)),
                              figures->block_rams);
      row.takes_json = {{"luts", figures->luts}, {"block_rams", figures->block_rams}, {"dsps", figures->dsps}};
    }
    const auto program = compile_program(core.machine, path, text);
    if (!program) {
      row.why_not = program.diagnostics().front().message;
      return row;
    }
    IoWorld io;
    core.engine->load(*program, io);
    run_in_world(*core.engine, io, std::numeric_limits<std::uint64_t>::max(), nullptr);
    auto state = std::make_unique<RexaState>();
    core.engine->inspect(*state);
    if (state->status != REXA_HALTED) {
      const Trap* trap = core.machine.trap(state->trap);
      row.why_not = fmt::format("trap {} at pc {:#06x}", trap == nullptr ? "?" : trap->name, state->pc);
    }
    row.output = io.output();
    row.instructions = state->retired;
    row.clocks_low = row.clocks_high = state->cycle;
    return row;
  }

  const po::variables_map& values_;
  double declared_mhz_;
  Progress progress_;
  std::vector<Mcu> mcus_;
  std::vector<Core> cores_;
};

std::string range(const std::string& low, const std::string& high) {
  return low == high ? low : low + " .. " + high;
}

std::string row_text(const Row& row) {
  if (!row.why_not.empty()) return fmt::format("  {:<10} {}\n", row.on, row.why_not);
  std::string time = "?";
  if (row.clock_mhz > 0) {
    time = range(duration(static_cast<double>(row.clocks_low) / row.clock_mhz / 1e6),
                 duration(static_cast<double>(row.clocks_high) / row.clock_mhz / 1e6));
  }
  return fmt::format("  {:<10} {:>12} {:>26} {:>10} {:>24}  {}\n", row.on, grouped(row.instructions),
                     range(grouped(row.clocks_low), grouped(row.clocks_high)),
                     row.clock_mhz > 0 ? fmt::format("{:.1f} MHz", row.clock_mhz) : "?", time, row.takes);
}

std::string table(const std::string& path, const std::vector<Row>& rows, std::size_t ran) {
  std::string text = fmt::format(
      "{}: {}\n", path,
      ran > 1 ? fmt::format("equal output on all {} that run it", ran) : fmt::format("{} runs it", ran));
  text += fmt::format("  {:<10} {:>12} {:>26} {:>10} {:>24}  {}\n", "on", "instructions", "clocks", "clock",
                      "time", "takes");
  for (const Row& row : rows) text += row_text(row);
  return text;
}

Json row_json(const Row& row) {
  Json json = {{"on", row.on}, {"kind", row.board ? "board" : "core"}};
  if (!row.why_not.empty()) {
    json["does_not_run"] = row.why_not;
    return json;
  }
  json["instructions"] = row.instructions;
  json["clocks_low"] = row.clocks_low;
  json["clocks_high"] = row.clocks_high;
  json["clock_mhz"] = row.clock_mhz > 0 ? Json(row.clock_mhz) : Json();
  json["clock"] = row.clock_source;
  json["takes"] = row.takes_json;
  return json;
}

// The first row that printed something else than those before it.
const Row* odd_one(const std::vector<Row>& rows) {
  const Row* first = nullptr;
  for (const Row& row : rows) {
    if (!row.why_not.empty()) continue;
    if (first == nullptr) first = &row;
    if (row.output != first->output) return &row;
  }
  return nullptr;
}

}  // namespace

int command_compare(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  if (programs.empty()) throw UsageError("no program given");
  if (values->count("record") != 0 && values->count("measure") == 0)
    throw UsageError("--record needs --measure");
  const std::string board_list = (*values)["boards"].as<std::string>();
  const auto boards = board_list == "none" ? std::vector<std::string>()
                                           : name_list(board_list, firmware::target_names(), "board");
  const auto configs = split((*values)["configs"].as<std::string>());
  if (boards.empty() && configs.empty()) throw UsageError("neither a board nor a configuration to compare");
  Comparison comparison(*values);
  if (const int code = comparison.prepare(boards, configs); code != kDone) return code;

  int code = kDone;
  Json all = Json::array();
  std::vector<std::string> clocks;  // where they come from, for the foot of the table
  for (const std::string& path : programs) {
    const auto text = read_file(path);
    report(text.diagnostics());
    if (!text) return kInputAtFault;
    const auto rows = comparison.run(path, *text);
    if (!rows) return kUsageOrInternal;
    const auto ran = static_cast<std::size_t>(
        std::count_if(rows->begin(), rows->end(), [](const Row& row) { return row.why_not.empty(); }));
    if (const Row* odd = odd_one(*rows)) {
      std::cout.flush();
      std::cerr << fmt::format("rexa compare: {}: {} prints something else than those before it\n", path,
                               odd->on);
      return kMachinesDisagree;
    }
    if (ran == 0) {
      std::cerr << fmt::format("rexa compare: {} runs on none of them: {}\n", path, rows->front().why_not);
      code = kInputAtFault;
    }
    Json json = {{"program", path}, {"equal_outputs", ran}};
    for (const Row& row : *rows) {
      json["rows"].push_back(row_json(row));
      const std::string source = fmt::format("{}: {}", row.on, row.clock_source);
      if (!row.board && std::find(clocks.begin(), clocks.end(), source) == clocks.end())
        clocks.push_back(source);
    }
    all.push_back(json);
    if (values->count("json") == 0) std::cout << table(path, *rows, ran);
  }
  if (values->count("json") != 0) {
    std::cout << Json{{"programs", all}}.dump(2) << "\n";
    return code;
  }
  std::cout << "instructions: of the ARM on boards, of the VM on cores. Clocks of boards are estimates, of "
               "cores exact.\n";
  for (const std::string& source : clocks) std::cout << "clock of " << source << "\n";
  return code;
}

}  // namespace rexa::cli
