// rexa mcu: runs programs on a microcontroller under QEMU; output, exact instructions, estimated clocks,
// memory.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "firmware/host/emulator.hpp"
#include "firmware/host/fit.hpp"

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
      "Compiles and runs programs on a microcontroller, emulated by QEMU: the text is compiled there. Prints\n"
      "each program's output, then the ARM instructions that were carried out (exact), their clocks (a range: "
      "see\n"
      "docs/firmware.md), the time at the board's clock, and the memory in use.";
  add_board_options(line);
  line.options.add_options()("max-steps", po::value<std::string>()->value_name("N"),
                             "stop after N instructions of the VM (exit code 1)")(
      "profile", po::value<std::string>()->value_name("FILE"),
      "write how often each ARM instruction was carried out: address, count")(
      "json", "one JSON object on standard output instead, the programs' output in it");
  line.positional = "program";
  return line;
}

struct Job : Board {
  Image image;
  firmware::RunOptions options;
};

// 12.3, of two counts; 0 for none.
double ratio(std::uint64_t count, std::uint64_t of) {
  return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
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

}  // namespace

int command_mcu(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto programs = strings(*values, "program");
  if (programs.empty()) throw UsageError("no program given");
  const bool json = values->count("json") != 0;
  firmware::RunOptions run_options;
  run_options.most_steps = count_value(*values, "max-steps", 0);
  if (values->count("profile") != 0) run_options.profile = (*values)["profile"].as<std::string>();
  firmware::ImageOptions building = image_options(*values);
  int code = kDone;
  auto board = chosen_board(*values, &code);
  if (!board) return code;
  Progress progress;
  building.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  const auto image = firmware::build_image(board->target, board->machine, building);
  progress.clear();
  report(image.diagnostics());
  if (!image) return image_exit_code(image.diagnostics());
  const Job job{std::move(*board), *image, run_options};

  code = kDone;
  Json all = Json::array();
  for (const std::string& path : programs) {
    const auto text = read_file(path);
    report(text.diagnostics());
    if (!text) return kInputAtFault;
    // What does not compile, or does not fit, is explained by the host, which has the text at hand.
    const auto program = firmware::compile_for(job.target, job.machine, job.image, path, *text);
    report(program.diagnostics());
    if (!program) {
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
    std::cout.flush();
    if (run->status != "halted") code = kInputAtFault;
    report(firmware::explain_run(job.target, job.machine, job.image, *program, *run));
    if (run->status == "limited") {
      std::cerr << fmt::format("rexa mcu: stopped after {} instructions (--max-steps)\n", run->field("steps"));
    }
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
