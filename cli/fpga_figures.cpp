#include "cli/fpga_figures.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.hpp"
#include "gen/verilog.hpp"
#include "hls/schedule.hpp"
#include "sim/plugin_build.hpp"

namespace rexa::cli {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kPlacer = "nextpnr-ice40";

std::string measured_file() { return home_folder() + "/rtl/measured.json"; }

// Of the Verilog; the machine's name and comments are part of it.
Result<std::string> hash_of(const Machine& machine) {
  const auto schedules = hls::schedule_machine(machine);
  if (!schedules) return schedules.diagnostics();
  const auto files = emit_verilog(machine, *schedules);
  if (!files) return files.diagnostics();
  std::string all;
  for (const auto& [path, text] : *files) all += fmt::format("{}\n{}\n", path, text.size()) + text;
  return content_hash(all);
}

Json to_json(const FpgaFigures& figures) {
  return {{"configuration", figures.configuration}, {"luts", figures.luts},
          {"flip_flops", figures.flip_flops},       {"carries", figures.carries},
          {"block_rams", figures.block_rams},       {"dsps", figures.dsps},
          {"clock_mhz", figures.clock_mhz},         {"clock", figures.clock}};
}

std::optional<FpgaFigures> from_json(const Json& json) {
  FpgaFigures figures;
  try {
    figures = {json.at("configuration"), json.at("luts"), json.at("flip_flops"), json.at("carries"),
               json.at("block_rams"),    json.at("dsps"), json.at("clock_mhz"),  json.at("clock")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return figures;
}

Json parse_file(const std::string& path) {
  const auto text = read_file(path);
  Json json = text ? Json::parse(*text, nullptr, false) : Json::object();
  return json.is_object() ? json : Json::object();
}

std::string kept_file(const std::string& hash) { return default_cache_folder() + "/fpga-" + hash + ".json"; }

// synth.sh prints a head line, the figures, and "12.34 MHz, median of five seeds".
bool read_report(const std::string& log, FpgaFigures& figures) {
  std::istringstream lines(log);
  bool found = false;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    FpgaFigures row;
    if (!found && words >> name >> row.luts >> row.flip_flops >> row.carries >> row.block_rams >> row.dsps) {
      row.configuration = figures.configuration;
      row.clock = figures.clock;
      figures = row;
      found = true;
    }
    const std::size_t unit = line.find(" MHz, median of five seeds");
    if (unit != std::string::npos) {
      figures.clock_mhz = std::strtod(line.c_str(), nullptr);
      figures.clock = fmt::format("{}, HX8K, median of five seeds", kPlacer);
    }
  }
  return found;
}

Diagnostics keep(const std::string& path, const std::string& hash, const FpgaFigures& figures, bool alone) {
  Json all = alone ? Json::object() : parse_file(path);
  // One entry for each configuration: what it was before is of no use.
  for (auto entry = all.begin(); entry != all.end();) {
    entry = entry->value("configuration", "") == figures.configuration ? all.erase(entry) : std::next(entry);
  }
  all[hash] = to_json(figures);
  return write_file(path, all.dump(2) + "\n");
}

}  // namespace

Result<std::optional<FpgaFigures>> known_figures(const Machine& machine) {
  const auto hash = hash_of(machine);
  if (!hash) return hash.diagnostics();
  for (const std::string& path : {kept_file(*hash), measured_file()}) {
    const Json all = parse_file(path);
    if (!all.contains(*hash)) continue;
    if (const auto figures = from_json(all[*hash])) return std::optional<FpgaFigures>(*figures);
  }
  return std::optional<FpgaFigures>();
}

Result<FpgaFigures> measure_figures(const Machine& machine, const std::string& config,
                                    const std::string& record) {
  if (find_program("yosys").empty()) {
    return error("tool-missing", "the program 'yosys' is needed to size a core and is not installed", {},
                 "scripts/setup.sh installs it");
  }
  const auto hash = hash_of(machine);
  if (!hash) return hash.diagnostics();
  std::error_code failure;
  fs::create_directories(default_cache_folder(), failure);
  std::string folder = default_cache_folder() + "/build-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr)
    return error("cache-unusable", "no folder can be made in " + default_cache_folder());
  const std::string log = folder + "/log";
  setenv("REXA", fs::read_symlink("/proc/self/exe", failure).c_str(), 1);
  setenv("SYNTH_DIR", folder.c_str(), 1);
  const bool places = !find_program(kPlacer).empty();
  std::vector<std::string> command = {home_folder() + "/scripts/synth.sh", fs::absolute(config).string()};
  if (places) command.push_back("--pnr");
  run_command(command, log);
  FpgaFigures figures;
  figures.configuration = machine.name;
  figures.clock = places ? "does not fit an HX8K" : fmt::format("{} is not installed", kPlacer);
  const auto text = read_file(log);
  const bool read = text && read_report(*text, figures);
  fs::remove_all(folder, failure);
  if (!read)
    return error("synthesis-failed",
                 "scripts/synth.sh ends without figures: " + (text ? text->substr(0, 500) : ""));
  Diagnostics faults = keep(kept_file(*hash), *hash, figures, true);
  if (!record.empty() && !has_errors(faults)) faults = keep(record, *hash, figures, false);
  if (has_errors(faults)) return faults;
  return figures;
}

}  // namespace rexa::cli
