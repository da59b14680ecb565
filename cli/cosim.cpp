// rexa cosim: programs on several engines in lockstep.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/cosim_report.hpp"
#include "cli/options.hpp"
#include "sim/coverage.hpp"
#include "sim/program.hpp"
#include "sim/random_run.hpp"
#include "sim/waveform.hpp"

namespace rexa::cli {
namespace {

const std::vector<std::string> kEngines = {"eval", "vm", "tlm", "rtl"};
constexpr std::uint64_t kMostSteps = 100'000'000;

CommandLine describe() {
  CommandLine line;
  line.name = "cosim";
  line.synopsis = "[options] [PROGRAM...]";
  line.summary =
      "Runs programs on several engines in lockstep and compares every retired instruction and the final\n"
      "state. Stops a program at its first difference, shows it, and gives exit code 3.";
  add_machine_options(line);
  add_frame_option(line);
  line.options.add_options()(
      "engines,e", po::value<std::string>()->default_value("eval,vm,tlm,rtl")->value_name("LIST"),
      "which engines, the first one is the reference")("random,r", po::value<std::string>()->value_name("N"),
                                                       "random programs, N instructions of them at least")(
      "seed", po::value<std::string>()->value_name("S"), "of the first random program (default 1)")(
      "max-steps", po::value<std::string>()->value_name("N"), "most instructions of one program")(
      "coverage", "count instructions, traps and pairs of instruction classes reached")(
      "no-shrink", "show a random program that differs as it is, not made small")(
      "vcd", po::value<std::string>()->default_value("rexa-divergence.vcd")->value_name("FILE"),
      "where to write the waveform around a difference")("json", "one JSON object on standard output");
  line.positional = "program";
  return line;
}

class Cosim {
 public:
  explicit Cosim(const po::variables_map& values) : values_(values), json_(values.count("json") != 0) {}

  int run() {
    const auto names = name_list(values_["engines"].as<std::string>(), kEngines, "engine");
    if (names.size() < 2) throw UsageError("one engine alone has nothing to agree with: name two or more");
    const auto programs = strings(values_, "program");
    const std::uint64_t random = count_value(values_, "random", 0);
    seed_ = count_value(values_, "seed", 1);
    options_.max_steps = count_value(values_, "max-steps", kMostSteps);
    if (programs.empty() && random == 0) throw UsageError("nothing to run: give programs or --random");
    for (const char* option : {"seed", "no-shrink"}) {
      if (random == 0 && values_.count(option) != 0)
        throw UsageError(fmt::format("--{} needs --random", option));
    }
    auto machine = chosen_machine(values_);
    report(machine.diagnostics());
    if (!machine) return kInputAtFault;
    machine_ = std::make_unique<Machine>(std::move(*machine));
    if (!make_engines(names)) return kUsageOrInternal;
    if (values_.count("coverage") != 0) coverage_ = std::make_unique<Coverage>(*machine_);
    options_.on_records = [this](const RexaRecord* records, std::uint64_t count) {
      if (coverage_) coverage_->add(records, count);
    };
    if (!json_) std::cout << table_head() << std::flush;
    for (const auto& path : programs) run_program(path);
    if (random > 0) run_random_programs(random);
    finish();
    return code_;
  }

 private:
  bool make_engines(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      auto engine = make_engine(name, *machine_, engine_options());
      progress_.clear();
      report(engine.diagnostics());
      if (!engine) return false;
      owned_.push_back(std::move(*engine));
      engines_.push_back(owned_.back().get());
    }
    return true;
  }

  EngineOptions engine_options() {
    EngineOptions options;
    options.on_build = [this](const std::string& what) { progress_.show("building " + what + " ..."); };
    return options;
  }

  void raise(int code) { code_ = std::max(code_, code); }

  void add_row(CosimRow row) {
    progress_.clear();
    if (!json_) std::cout << table_line(row) << std::flush;
    rows_.push_back(std::move(row));
  }

  void run_program(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename().string();
    const auto program = open_programs(*machine_, path, strings(values_, "frame"));
    progress_.clear();
    report(program.diagnostics());
    if (!program) {
      raise(kInputAtFault);
      if (!json_) std::cout << fmt::format("{:<24} not compiled\n", name) << std::flush;
      rejected_.push_back(path);
      return;
    }
    LockstepOptions options = options_;
    options.on_progress = [&](std::uint64_t retired) {
      if (++ticks_ % 64 == 0) progress_.show(fmt::format("{}: {} instructions", name, grouped(retired)));
    };
    if (coverage_) coverage_->begin_program();
    const LockstepResult result = run_lockstep(*program, engines_, options);
    add_row(row_of(*machine_, name, result));
    if (result.difference) show_difference(*program, result);
  }

  void run_random_programs(std::uint64_t instructions) {
    RandomRunOptions options;
    options.instructions = instructions;
    options.seed = seed_;
    if (values_.count("max-steps") != 0) options.max_steps = options_.max_steps;
    options.on_records = options_.on_records;
    options.on_program = [this] {
      if (coverage_) coverage_->begin_program();
    };
    options.on_progress = [&](std::uint64_t programs, std::uint64_t retired) {
      progress_.show(fmt::format("random: {} programs, {} of {} instructions", programs, grouped(retired),
                                 grouped(instructions)));
    };
    const RandomRun directed = run_directed(*machine_, engines_, options);
    add_random_row(fmt::format("directed, seed {}", seed_), directed);
    if (directed.failure) return;
    const auto run = run_random(*machine_, engines_, options);
    progress_.clear();
    report(run.diagnostics());
    if (!run) return raise(kUsageOrInternal);
    add_random_row(fmt::format("random, seed {}", seed_), *run);
  }

  // All programs of a run as one row; the first failure in full.
  void add_random_row(const std::string& name, const RandomRun& run) {
    LockstepResult totals;
    totals.retired = run.retired;
    totals.engines = run.engines;
    totals.status = REXA_HALTED;
    if (run.failure) totals.difference = run.failure->result.difference;
    CosimRow row = row_of(*machine_, name, totals);
    row.verdict += fmt::format(" ({} programs, {} trapped)", run.programs, run.trapped);
    add_row(row);
    if (run.failure) show_random_failure(*run.failure);
  }

  void show_random_failure(const RandomFailure& failure) {
    ShrunkFailure shrunk{failure.program, failure.result, 0};
    if (values_.count("no-shrink") == 0) {
      shrunk = shrink_failure(*machine_, engines_, failure.program, failure.result,
                              [this](int tries, std::size_t size) {
                                progress_.show(fmt::format("shrinking: {} tries, size {}", tries, size));
                              });
      progress_.clear();
    }
    const bool text = !shrunk.program.source.empty();
    const std::string minimal = text ? shrunk.program.source : print_bytecode(*machine_, shrunk.program);
    shrunk.program.name = fmt::format("random program of seed {}, shrunk", failure.seed);
    if (!json_) {
      std::cout << fmt::format("\nseed {} differs; {} after {} tries ({}):\n", failure.seed,
                               text ? "minimal program" : "minimal bytecode", shrunk.tries,
                               text ? "save it and run `rexa cosim` on it" : "a bytecode file for `rexa cosim`")
                << minimal << "\n";
    } else {
      minimal_ = minimal;
    }
    show_difference(shrunk.program, shrunk.result);
  }

  void show_difference(const Program& program, const LockstepResult& result) {
    raise(kMachinesDisagree);
    const Difference& difference = *result.difference;
    nlohmann::ordered_json json = difference_json(*machine_, program, difference);
    std::string text = difference_report(*machine_, program, difference);
    const bool with_rtl = difference.left == "rtl" || difference.right == "rtl";
    if (with_rtl && differences_.empty()) {
      const auto window = write_waveform(*machine_, program, result, options_, values_["vcd"].as<std::string>(),
                                         engine_options());
      progress_.clear();
      report(window.diagnostics());
      if (window) {
        text += fmt::format("  waveform: {}, clocks {} to {}\n", window->path, window->from_cycle,
                            window->to_cycle);
        json["waveform"] = window->path;
      }
    }
    if (!json_) std::cout << text << std::flush;
    differences_.push_back(std::move(json));
  }

  void finish() {
    if (!json_) {
      std::cout << table_line(total_of(rows_));
      if (coverage_) std::cout << coverage_->report();
      std::cout << std::flush;
      return;
    }
    nlohmann::ordered_json json;
    json["configuration"] = machine_->name;
    json["config_hash"] = machine_->config_hash;
    for (const auto& engine : engines_) json["engines"].push_back(engine->name());
    json["programs"] = nlohmann::ordered_json::array();
    for (const auto& row : rows_) json["programs"].push_back(row_json(row));
    json["total"] = row_json(total_of(rows_));
    if (!rejected_.empty()) json["not_compiled"] = rejected_;
    if (!differences_.empty()) json["differences"] = differences_;
    if (!minimal_.empty()) json["minimal_program"] = minimal_;
    if (coverage_) {
      for (const auto& figure : coverage_->figures()) {
        json["coverage"][figure.what] = {
            {"reached", figure.reached}, {"possible", figure.possible}, {"missing", figure.missing}};
      }
    }
    std::cout << json.dump(2) << "\n" << std::flush;
  }

  const po::variables_map& values_;
  const bool json_;
  int code_ = kDone;
  std::uint64_t seed_ = 1, ticks_ = 0;
  Progress progress_;
  std::unique_ptr<Machine> machine_;
  std::vector<std::unique_ptr<Engine>> owned_;
  std::vector<Engine*> engines_;
  std::unique_ptr<Coverage> coverage_;
  LockstepOptions options_;
  std::vector<CosimRow> rows_;
  std::vector<std::string> rejected_;
  std::vector<nlohmann::ordered_json> differences_;
  std::string minimal_;
};

}  // namespace

int command_cosim(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  return Cosim(*values).run();
}

}  // namespace rexa::cli
