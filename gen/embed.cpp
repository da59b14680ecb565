#include "gen/embed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "gen/tables.hpp"
#include "gen/vm_cpp.hpp"

namespace rexa {

Result<FileSet> emit_embed(const Machine& machine) {
  auto files = emit_vm(machine);
  if (!files) return files;
  const auto tables = emit_tables(machine);
  if (!tables) return tables;
  files->insert(tables->begin(), tables->end());

  // The hand-written part, as it stands in the toolkit.
  std::vector<std::string> paths;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(home_folder() + "/vm", failed)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".cpp" || extension == ".hpp") paths.push_back("vm/" + entry.path().filename().string());
  }
  if (failed) return error("cannot-read", home_folder() + "/vm: " + failed.message());
  std::sort(paths.begin(), paths.end());
  const Diagnostics missing = add_home_files(*files, paths);
  if (has_errors(missing)) return missing;
  const std::string runner = machine.has_tasks() ? "task_runner.hpp" : "plain_runner.hpp";
  (*files)["rexa_runner.hpp"] = "#include \"vm/embed/" + runner + "\"\n";
  const std::vector<std::string> link = {"vm/embed/link.cpp", "vm/embed/link_client.cpp"};
  paths.insert(paths.end(), link.begin(), link.end());
  const Diagnostics absent =
      add_home_files(*files, {"vm/embed/" + runner, link[0], link[1], "vm/embed/link.hpp", "vm/embed/link_client.hpp"});
  if (has_errors(absent)) return absent;
  // Where a C programmer looks for them.
  for (const auto& [from, to] : {std::pair{"vm/rexa.h", "rexa.h"}, std::pair{"vm/embed/rexa.cpp", "rexa.cpp"},
                                std::pair{"vm/embed/node.h", "node.h"}, std::pair{"vm/embed/node.cpp", "node.cpp"}}) {
    auto text = read_file(home_folder() + "/" + from);
    if (!text) return text.diagnostics();
    (*files)[to] = *text;
  }
  std::string traps;
  for (const Trap& trap : machine.traps) traps += fmt::format("REXA_TRAP_NAME({}, \"{}\")\n", trap.code, trap.name);
  (*files)["rexa_traps.inc"] = traps;
  std::string sources = "rexa.cpp node.cpp";
  for (const std::string& path : paths) {
    if (path.ends_with(".cpp")) sources += " \\\n  " + path;
  }
  (*files)["rexa.mk"] =
      "# To be included by a Makefile: the C++20 sources, relative to this folder.\n"
      "REXA_SOURCES = " +
      sources + "\n";
  return files;
}

}  // namespace rexa
