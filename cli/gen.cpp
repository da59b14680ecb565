// rexa gen: writes one generated form of a machine to a folder.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <map>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "gen/embed.hpp"
#include "gen/manual.hpp"
#include "gen/systemc.hpp"
#include "gen/tables.hpp"
#include "gen/verilog.hpp"
#include "gen/vm_cpp.hpp"
#include "gen/vm_direct.hpp"
#include "hls/schedule.hpp"
#include "sim/vectors.hpp"

namespace rexa::cli {
namespace {

Result<FileSet> verilog(const Machine& machine) {
  const auto schedules = hls::schedule_machine(machine);
  if (!schedules) return schedules.diagnostics();
  return emit_verilog(machine, *schedules);
}

Result<FileSet> systemc(const Machine& machine) {
  const auto schedules = hls::schedule_machine(machine);
  if (!schedules) return schedules.diagnostics();
  return emit_systemc(machine, hls::cycle_table(*schedules));
}

// The VM and the tables that its compiler works from.
Result<FileSet> software_vm(const Machine& machine, WordSearch search) {
  auto files = emit_vm(machine);
  if (!files) return files;
  const auto tables = emit_tables(machine, search);
  if (!tables) return tables;
  files->insert(tables->begin(), tables->end());
  return files;
}

// With the direct form of the run loop besides.
Result<FileSet> direct_vm(const Machine& machine) {
  auto files = software_vm(machine, kDefaultWordSearch);
  if (!files) return files;
  const auto direct = emit_vm_direct(machine);
  if (!direct) return direct;
  files->insert(direct->begin(), direct->end());
  return files;
}

const std::map<std::string, Result<FileSet> (*)(const Machine&)> kTargets = {
    {"direct", direct_vm},
    {"vm", [](const Machine& machine) { return software_vm(machine, kDefaultWordSearch); }},
    {"embed", emit_embed},
    {"systemc", systemc},
    {"verilog", verilog},
    {"manual", emit_manual},
    {"vectors", [](const Machine& machine) { return emit_vectors(machine); }},
};

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const auto& [name, emit] : kTargets) names.push_back(name);
  return names;
}

std::optional<WordSearch> searched(const po::variables_map& values, const std::string& target) {
  if (values.count("search") == 0) return std::nullopt;
  if (target != "vm") throw UsageError("--search is for --target vm alone");
  return word_search_named(one_of(values["search"].as<std::string>(), {"perfect", "sorted", "trie"}, "search"));
}

}  // namespace

int command_gen(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "gen";
  line.synopsis = "[options] --target TARGET -o DIR";
  line.summary =
      "Writes one form of a machine: the software VM (C++), the same with the C interface for embedding,\n"
      "the SystemC model, the Verilog core, the instruction reference (Markdown), or test vectors. The same\n"
      "machine gives the same bytes.";
  add_machine_options(line);
  line.options.add_options()("target,t", po::value<std::string>()->value_name("TARGET"),
                             "vm, embed, systemc, verilog, manual or vectors")(
      "output,o", po::value<std::string>()->value_name("DIR"), "folder to write to; made if it is not there")(
      "search", po::value<std::string>()->value_name("WAY"),
      "of vm: how its compiler finds words: perfect (hash), sorted (table) or trie");
  const auto values = parse(line, args);
  if (!values) return kDone;
  if (values->count("target") == 0) throw UsageError("--target is missing");
  if (values->count("output") == 0) throw UsageError("--output is missing");
  const std::string target = one_of((*values)["target"].as<std::string>(), target_names(), "target");
  const std::string folder = (*values)["output"].as<std::string>();

  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const auto search = searched(*values, target);
  const auto files = search ? software_vm(*machine, *search) : kTargets.at(target)(*machine);
  report(files.diagnostics());
  if (!files) return kUsageOrInternal;
  const Diagnostics written = write_files(folder, *files);
  if (has_errors(written)) return exit_code(written);
  for (const auto& [path, contents] : *files) {
    std::cout << fmt::format("{} ({} bytes)\n", (std::filesystem::path(folder) / path).string(),
                             contents.size());
  }
  return kDone;
}

}  // namespace rexa::cli
