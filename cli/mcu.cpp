// rexa mcu: runs programs on a microcontroller under QEMU; output, exact instructions, estimated clocks,
// memory.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "firmware/host/emulator.hpp"
#include "isa/spec.hpp"
#include "sim/program.hpp"

namespace rexa::cli {
namespace {

using firmware::Count;
using firmware::Image;
using firmware::McuRun;
using firmware::Target;
using Json = nlohmann::ordered_json;

CommandLine describe() {
  CommandLine line;
  line.name = "mcu";
  line.synopsis = "[options] PROGRAM...";
  line.summary =
      "Compiles and runs programs on a microcontroller, emulated by QEMU: the text is compiled there. Prints "
      "each\n"
      "program's output, then the ARM instructions that were carried out (exact), their clocks (a range: see\n"
      "docs/firmware.md), the time at the board's clock, and the memory in use.";
  line.options.add_options()("board,b", po::value<std::string>()->default_value("stm32f4")->value_name("NAME"),
                             "a target from firmware/targets/")(
      "config,c", po::value<std::string>()->value_name("FILE"), "another machine than the board's own")(
      "optimize,O", po::value<std::string>()->value_name("LEVEL"), "of the compiler: s, 1, 2 or 3")(
      "max-steps", po::value<std::string>()->value_name("N"),
      "stop after N instructions of the VM (exit code 1)")(
      "profile", po::value<std::string>()->value_name("FILE"),
      "write how often each ARM instruction was carried out: address, count")(
      "json", "one JSON object on standard output instead, the programs' output in it");
  line.positional = "program";
  return line;
}

struct Job {
  Target target;
  Machine machine;
  Image image;
  firmware::RunOptions options;
};

// 12.3, of two counts; 0 for none.
double ratio(std::uint64_t count, std::uint64_t of) {
  return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
}

std::string duration(double seconds) {
  if (seconds >= 1) return fmt::format("{:.3f} s", seconds);
  if (seconds >= 1e-3) return fmt::format("{:.3f} ms", seconds * 1e3);
  return fmt::format("{:.1f} us", seconds * 1e6);
}

double seconds(const Target& target, std::uint64_t cycles) {
  return static_cast<double>(cycles) / static_cast<double>(target.clock_hz);
}

std::string row(const Target& target, const char* name, const Count& count, const std::string& per) {
  return fmt::format("{:<9} {:>14}  {:>14} .. {:<14} {:>10} .. {:<10} {}\n", name, grouped(count.instructions),
                     grouped(count.cycles_low), grouped(count.cycles_high),
                     duration(seconds(target, count.cycles_low)), duration(seconds(target, count.cycles_high)),
                     per);
}

std::string report_text(const Job& job, const McuRun& run, std::size_t text_bytes) {
  const std::uint64_t words = run.field("retired");
  const Count both{run.compile.instructions + run.run.instructions, run.compile.cycles_low + run.run.cycles_low,
                   run.compile.cycles_high + run.run.cycles_high};
  std::string text = fmt::format("-- {}, {} at {} MHz, {}\n", job.target.name, job.target.core,
                                 job.target.clock_hz / 1'000'000, job.image.optimize);
  text += fmt::format("{:<9} {:>14}  {:>32} {:>24}\n", "", "instructions", "clocks", "time");
  text += row(job.target, "compile", run.compile,
              fmt::format("{:.1f} instructions per byte of text", ratio(run.compile.instructions, text_bytes)));
  text += row(job.target, "run", run.run,
              fmt::format("{:.1f} instructions, {:.1f} .. {:.1f} clocks per VM instruction",
                          ratio(run.run.instructions, words), ratio(run.run.cycles_low, words),
                          ratio(run.run.cycles_high, words)));
  text += row(job.target, "total", both, fmt::format("{} VM instructions", grouped(words)));
  text += fmt::format("flash {} bytes of {}; RAM {} bytes + stack {} of {}\n", grouped(job.image.flash_bytes),
                      grouped(job.target.flash.bytes), grouped(job.image.ram_bytes),
                      grouped(run.field("stack")), grouped(job.target.ram.bytes));
  text += "VM: ";
  for (const char* name : {"code", "data", "dictionary"}) {
    const auto size = run.sizes.find(name);
    text += fmt::format("{}{} {} bytes of {}", name == std::string("code") ? "" : ", ", name,
                        grouped(run.field(name)), grouped(size == run.sizes.end() ? 0 : size->second));
  }
  text += "\n";
  if (run.unknown > 0)
    text += fmt::format("{} instructions of unknown timing, counted as one clock\n", grouped(run.unknown));
  return text;
}

Json count_json(const Count& count) {
  Json json;
  json["instructions"] = count.instructions;
  json["cycles_low"] = count.cycles_low;
  json["cycles_high"] = count.cycles_high;
  return json;
}

Json run_json(const std::string& path, const McuRun& run) {
  Json json;
  json["program"] = path.substr(path.find_last_of('/') + 1);
  json["status"] = run.status;
  json["output"] = run.output;
  json["vm_instructions"] = run.field("retired");
  for (const auto& [name, count] : {std::pair{"total", run.total},
                                    {"boot", run.boot},
                                    {"compile", run.compile},
                                    {"run", run.run},
                                    {"output_part", run.output_part}}) {
    json[name] = count_json(count);
  }
  json["unknown_timing"] = run.unknown;
  for (const auto& [name, value] : run.fields) json["device"][name] = value;
  for (const auto& [name, value] : run.sizes) json["sizes"][name] = value;
  return json;
}

// Why it did not end well; empty when it did.
std::string complaint(const Job& job, const McuRun& run) {
  if (run.status == "halted") return "";
  if (run.status == "trapped") {
    const Trap* trap = job.machine.trap(static_cast<int>(run.field("trap")));
    return fmt::format("trap {} at pc 0x{:04x}", trap == nullptr ? "?" : trap->name, run.field("pc"));
  }
  if (run.status == "limited")
    return fmt::format("stopped after {} instructions (--max-steps)", run.field("steps"));
  return fmt::format("the compiler on the device fails with status {} at {}:{}", run.field("fault"),
                     run.field("line"), run.field("column"));
}

}  // namespace

int command_mcu(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  if (programs.empty()) throw UsageError("no program given");
  const std::string board = one_of((*values)["board"].as<std::string>(), firmware::target_names(), "board");
  const bool json = values->count("json") != 0;
  Job job;
  job.options.most_steps = count_value(*values, "max-steps", 0);
  if (values->count("profile") != 0) job.options.profile = (*values)["profile"].as<std::string>();
  firmware::ImageOptions image_options;
  if (values->count("optimize") != 0) {
    image_options.optimize =
        "-O" + one_of((*values)["optimize"].as<std::string>(), {"s", "1", "2", "3"}, "level");
  }

  const auto target = firmware::load_target(board);
  report(target.diagnostics());
  if (!target) return kUsageOrInternal;
  job.target = *target;
  const auto config =
      find_config(values->count("config") != 0 ? (*values)["config"].as<std::string>() : target->configuration);
  report(config.diagnostics());
  if (!config) return kInputAtFault;
  auto machine = load_machine(*config, {});
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  job.machine = std::move(*machine);
  Progress progress;
  image_options.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  const auto image = firmware::build_image(job.target, job.machine, image_options);
  progress.clear();
  report(image.diagnostics());
  if (!image) return kInputAtFault;
  job.image = *image;

  int code = kDone;
  Json all = Json::array();
  for (const std::string& path : programs) {
    const auto text = read_file(path);
    report(text.diagnostics());
    if (!text) return kInputAtFault;
    // What does not compile is explained by the host, which has the text at hand.
    const auto checked = compile_program(job.machine, path, *text);
    report(checked.diagnostics());
    if (!checked) {
      code = kInputAtFault;
      continue;
    }
    const auto run = firmware::run_on_emulator(job.target, job.image, *text, job.options);
    report(run.diagnostics());
    if (!run) return kUsageOrInternal;
    if (json) {
      all.push_back(run_json(path, *run));
    } else {
      if (programs.size() > 1) std::cout << "== " << path << "\n";
      std::cout << run->output;
      if (!run->output.empty() && run->output.back() != '\n') std::cout << "\n";
      std::cout << report_text(job, *run, text->size());
    }
    const std::string why = complaint(job, *run);
    if (why.empty()) continue;
    std::cout.flush();
    std::cerr << "rexa mcu: " << path << ": " << why << "\n";
    code = kInputAtFault;
  }
  if (json) {
    Json document;
    document["board"] = job.target.name;
    document["core"] = job.target.core;
    document["clock_hz"] = job.target.clock_hz;
    document["optimize"] = job.image.optimize;
    document["configuration"] = job.machine.name;
    document["flash_bytes"] = job.image.flash_bytes;
    document["ram_bytes"] = job.image.ram_bytes;
    document["stack_bytes"] = job.image.stack_bytes;
    document["programs"] = all;
    std::cout << document.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  }
  return code;
}

}  // namespace rexa::cli
